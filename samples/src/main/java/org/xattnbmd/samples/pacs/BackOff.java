package org.xattnbmd.samples.pacs;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: twice as long each time, from half to one and a half of it at random, so that several
 * services do not come back together; longer where the archive says so (RFC 9110, Retry-After).
 *
 * @param tries at most, the first included
 * @param first before the second try
 * @param longest between two tries
 */
record BackOff(int tries, Duration first, Duration longest) {

    static final BackOff USUAL = new BackOff(5, Duration.ofMillis(500), Duration.ofSeconds(30));

    /**
     * After how many tries there are how many milliseconds to wait.
     *
     * @param tried 1 after the first
     * @param asked seconds that the archive asked for
     */
    long millis(int tried, OptionalLong asked) {
        double doubled = first.toMillis() * Math.pow(2, Math.min(tried - 1, 30));
        long own = (long) (Math.min(doubled, longest.toMillis())
                * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
        return Math.max(own, Math.min(1000 * asked.orElse(0), longest.toMillis()));
    }
}
