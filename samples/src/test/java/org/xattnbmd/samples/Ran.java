package org.xattnbmd.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command line after it ran in this JVM. */
public record Ran(int exitCode, String out, String err) {

    public static Ran of(CommandLine command, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    public Ran assertFine() {
        assertThat(exitCode).as(toString()).isZero();
        return this;
    }

    /** Exit code 1, one line that starts with the code, nothing printed. */
    public void assertRefused(String code) {
        assertThat(exitCode).as(toString()).isEqualTo(1);
        assertThat(err).startsWith(code + ": ");
        assertThat(err.lines()).as("one line, no stack trace").hasSize(1);
        assertThat(out).isEmpty();
    }

    /** Exit code 2, one line, nothing printed. */
    public void assertWrongUsage() {
        assertThat(exitCode).as(toString()).isEqualTo(2);
        assertThat(err.lines()).as(err).hasSize(1);
        assertThat(out).isEmpty();
    }
}
