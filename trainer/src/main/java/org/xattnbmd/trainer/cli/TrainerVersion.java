package org.xattnbmd.trainer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The build's version, from a resource that Maven fills in. */
public final class TrainerVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"bmd-trainer " + version()};
    }

    /** For example {@code 1.0.0}. */
    public static String version() {
        try (InputStream in = TrainerVersion.class.getResourceAsStream("/org/xattnbmd/trainer/version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
