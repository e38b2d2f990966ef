package org.xattnbmd.exporter;

import org.xattnbmd.api.ApiBaseline;

/** The exporter's public API against the one that was agreed on. */
class ApiBaselineTest extends ApiBaseline {

    ApiBaselineTest() {
        super("bmd-exporter", 24);
    }
}
