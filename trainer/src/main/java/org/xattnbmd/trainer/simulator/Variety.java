package org.xattnbmd.trainer.simulator;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * How various the radiographs of a cohort are. Immutable.
 *
 * @param domains at least one of each kind
 * @param implantShare share of the subjects with metal in the hip, 0 to 1
 */
public record Variety(Set<Domain> domains, double implantShare) {

    public Variety {
        Domain.requireEveryKind(domains);
        domains = Collections.unmodifiableSet(EnumSet.copyOf(domains));
        RefusedValueException.require(
                implantShare >= 0 && implantShare <= 1,
                "Simulated cohort: expected implant share of 0 to 1, received " + implantShare
                        + ". Choose a value in that range.");
    }

    /** The usual domain of each kind, no metal. */
    static Variety usual() {
        return new Variety(Domain.usual(), 0);
    }

    /** Whether any domain is not the usual one, so that the manifest must say which. */
    boolean named() {
        return !domains.equals(Domain.usual());
    }
}
