package org.xattnbmd.exporter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.graph.Dim;
import org.xattnbmd.exporter.internal.trace.TracedAxis;

/**
 * An axis of a model's inputs whose length may vary, and the lengths that the model is for:
 *
 * <pre>{@code
 * DynamicAxis.named("height").atLeast(32).multipleOf(32)
 * }</pre>
 *
 * <p>Unless they are given, the block is traced and compared at small lengths that the axis allows. Immutable and
 * thread-safe.
 */
public final class DynamicAxis {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_NAME = 100;
    /** Sizes from the smallest on, in steps. */
    private static final long[] TRACED = {1, 2, 4, 7};

    private static final long[] TRACED_BATCHES = {1, 2, 4};
    private static final long[] VERIFIED = {0, 3, 6};

    private final String name;
    private final long least;
    private final long most;
    private final long step;
    private final @Nullable List<Long> traced;
    private final @Nullable List<Long> verified;

    private DynamicAxis(
            String name, long least, long most, long step, @Nullable List<Long> traced, @Nullable List<Long> verified) {
        this.name = name;
        this.least = least;
        this.most = most;
        this.step = step;
        this.traced = traced;
        this.verified = verified;
    }

    /**
     * An axis of any length from 1 on.
     *
     * @param name letters, digits and underscores, not beginning with a digit: lengths such as {@code 2*name+1} stand in the
     *     file
     * @throws ExportException with code INVALID_REQUEST
     */
    public static DynamicAxis named(String name) {
        boolean valid = name != null
                && NAME.matcher(name).matches()
                && name.length() <= LONGEST_NAME
                && !Dim.named(name).isUnknown();
        if (!valid) {
            throw invalid("expected an axis name of letters, digits and underscores, at most " + LONGEST_NAME
                    + ", that is not \"dynamic\" or \"None\", received \"" + name + "\"");
        }
        return new DynamicAxis(name, 1, Long.MAX_VALUE, 1, null, null);
    }

    /** The smallest length that the model is for; 1 unless given. */
    public DynamicAxis atLeast(long length) {
        require(length >= 1, "a smallest length of 1 or more", length);
        return new DynamicAxis(name, length, most, step, traced, verified);
    }

    /** The largest length that the block is traced and compared at; the file does not keep it. */
    public DynamicAxis atMost(long length) {
        require(length >= 1, "a largest length of 1 or more", length);
        return new DynamicAxis(name, least, length, step, traced, verified);
    }

    /** What all lengths are multiples of, as where a block halves a picture five times and needs a multiple of 32. */
    public DynamicAxis multipleOf(long divisor) {
        require(divisor >= 1, "a divisor of 1 or more", divisor);
        return new DynamicAxis(name, least, most, divisor, traced, verified);
    }

    /** The lengths at which the block is traced, at least three that differ. */
    public DynamicAxis tracedAt(long... lengths) {
        return new DynamicAxis(
                name, least, most, step, LongStream.of(lengths).boxed().toList(), verified);
    }

    /**
     * The lengths at which the model is compared with the block; at least two must be none of those at which it is traced.
     */
    public DynamicAxis verifiedAt(long... lengths) {
        return new DynamicAxis(
                name, least, most, step, traced, LongStream.of(lengths).boxed().toList());
    }

    /** The name by which inputs and the file refer to it. */
    public String name() {
        return name;
    }

    /** Itself, where the lengths allow what was asked for. */
    DynamicAxis checked() {
        require(
                traced().stream().distinct().count() == traced().size() && traced().size() >= 3,
                "at least three different lengths to trace at",
                traced());
        for (long length : allLengths()) {
            require(
                    length >= least && length <= most && length % step == 0,
                    "lengths from " + least + (most == Long.MAX_VALUE ? "" : " to " + most)
                            + (step == 1 ? "" : ", multiples of " + step) + ", seven steps of room if none are given",
                    length);
        }
        require(
                verified().stream()
                                .filter(v -> !traced().contains(v))
                                .distinct()
                                .count()
                        >= 2,
                "at least two lengths to compare at other than the traced " + traced(),
                verified());
        return this;
    }

    private List<Long> allLengths() {
        List<Long> all = new ArrayList<>(traced());
        all.addAll(verified());
        return all;
    }

    private long smallest() {
        return (least + step - 1) / step * step;
    }

    private List<Long> from(long... steps) {
        return Arrays.stream(steps).map(s -> smallest() + s * step).boxed().toList();
    }

    /** Three points show a line, and are enough for the batch; more show other things from each other. */
    List<Long> traced() {
        return traced != null ? traced : from(name.equals(Dim.BATCH_NAME) ? TRACED_BATCHES : TRACED);
    }

    List<Long> verified() {
        return verified != null ? verified : from(VERIFIED);
    }

    TracedAxis forTracing() {
        return new TracedAxis(name, smallest(), step, traced());
    }

    private void require(boolean holds, String expected, Object received) {
        if (!holds) {
            throw invalid("axis " + name + ": expected " + expected + ", received " + received);
        }
    }

    private static ExportException invalid(String message) {
        return new ExportException(Code.INVALID_REQUEST, message);
    }

    @Override
    public String toString() {
        return name;
    }
}
