package org.xattnbmd.exporter.tools;

import org.junit.jupiter.api.Test;
import org.xattnbmd.api.Promised;
import org.xattnbmd.api.PromisedOptions;

/** Options of the tools, against those that were agreed on. */
class PromisedOptionsTest {

    @Test
    void areThoseOfTheBaseline() throws Exception {
        Promised.check("promised-options.txt", PromisedOptions.of(OnnxTools.commandLine()));
    }
}
