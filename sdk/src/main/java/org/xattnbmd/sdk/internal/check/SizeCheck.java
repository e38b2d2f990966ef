package org.xattnbmd.sdk.internal.check;

import java.util.OptionalDouble;
import org.xattnbmd.sdk.ModelCheck.Margin;

/** Is the file about as large as the baseline's? */
final class SizeCheck implements GateCheck {

    @Override
    public String name() {
        return "size";
    }

    @Override
    public Findings run(CheckContext context) {
        int bytes = context.bytes().length;
        Findings findings = new Findings().figure("bytes", bytes);
        OptionalDouble before = context.before(this, "bytes");
        if (before.isEmpty()) {
            findings.measuredOnly();
        } else if (bytes > before.getAsDouble() * context.margin(Margin.SIZE_FACTOR)) {
            findings.problem(
                    "%d bytes, the baseline's %.0f (factor %.2f)",
                    bytes, before.getAsDouble(), context.margin(Margin.SIZE_FACTOR));
        }
        return findings.summary("%d bytes", bytes);
    }
}
