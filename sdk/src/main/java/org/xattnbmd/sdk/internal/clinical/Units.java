package org.xattnbmd.sdk.internal.clinical;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xattnbmd.sdk.ModelCard;

/**
 * Conversion between the units in which hospitals write clinical facts. Decimal arithmetic, so that 1.7 m is 170 cm
 * and not a little more, which a range would refuse. Beside the usual names the codes of UCUM (ucum.org) are known, as
 * HL7 messages carry them.
 *
 * <p>Factors: inch, foot, pound and stone by their definitions of 1959; a year of 365.25 days (UCUM {@code a_j}); a UK
 * unit of alcohol holds 8 g of ethanol (UK Chief Medical Officers' guidelines, 2016).
 */
public final class Units {

    private enum Quantity {
        LENGTH,
        MASS,
        TIME,
        BODY_MASS_INDEX,
        ALCOHOL
    }

    /** {@code numerator / denominator} base units; {@code names} in lower case, the first for people. */
    private record Unit(Quantity quantity, BigDecimal numerator, BigDecimal denominator, List<String> names) {}

    private static final List<Unit> ALL = List.of(
            unit(Quantity.LENGTH, "1", "1000", "mm"),
            unit(Quantity.LENGTH, "1", "100", "cm"),
            unit(Quantity.LENGTH, "1", "1", "m"),
            unit(Quantity.LENGTH, "0.0254", "1", "in", "inch", "inches", "[in_i]"),
            unit(Quantity.LENGTH, "0.3048", "1", "ft", "foot", "feet", "[ft_i]"),
            unit(Quantity.MASS, "1", "1000", "g"),
            unit(Quantity.MASS, "1", "1", "kg"),
            unit(Quantity.MASS, "0.45359237", "1", "lb", "lbs", "[lb_av]"),
            unit(Quantity.MASS, "6.35029318", "1", "st", "stone", "[stone_av]"),
            unit(Quantity.TIME, "1", "1", "years", "year", "yr", "y", "a"),
            unit(Quantity.TIME, "1", "12", "months", "month", "mo"),
            unit(Quantity.TIME, "7", "365.25", "weeks", "week", "wk"),
            unit(Quantity.TIME, "1", "365.25", "days", "day", "d"),
            unit(Quantity.BODY_MASS_INDEX, "1", "1", "kg/m²", "kg/m2"),
            unit(Quantity.BODY_MASS_INDEX, "0.45359237", "0.00064516", "lb/in²", "lb/in2", "[lb_av]/[in_i]2"),
            unit(Quantity.ALCOHOL, "1", "1", "units/week"),
            unit(Quantity.ALCOHOL, "7", "1", "units/day"),
            unit(Quantity.ALCOHOL, "1", "8", "g/week", "g/wk"),
            unit(Quantity.ALCOHOL, "7", "8", "g/day", "g/d"));

    private Units() {}

    private static Unit unit(Quantity quantity, String numerator, String denominator, String... names) {
        return new Unit(quantity, new BigDecimal(numerator), new BigDecimal(denominator), List.of(names));
    }

    /**
     * The value in another unit; empty if one of the units is not known or they measure different things.
     *
     * @param value finite
     */
    public static Optional<Double> convert(double value, String from, String to) {
        if (normal(from).equals(normal(to))) {
            return Optional.of(value);
        }
        Optional<Unit> source = find(from);
        Optional<Unit> target = find(to);
        if (source.isEmpty() || target.isEmpty() || source.get().quantity != target.get().quantity) {
            return Optional.empty();
        }
        BigDecimal numerator = source.get().numerator.multiply(target.get().denominator);
        BigDecimal denominator = source.get().denominator.multiply(target.get().numerator);
        return Optional.of(BigDecimal.valueOf(value)
                .multiply(numerator)
                .divide(denominator, MathContext.DECIMAL64)
                .doubleValue());
    }

    /** The units that convert to this one, for people; the unit itself if there is no other. */
    public static List<String> convertibleTo(String unit) {
        Optional<Unit> target = find(unit);
        if (target.isEmpty()) {
            return List.of(unit);
        }
        List<String> names = new ArrayList<>();
        for (Unit other : ALL) {
            if (other.quantity == target.get().quantity) {
                names.add(other.names.get(0));
            }
        }
        return names;
    }

    /** A field's name without its unit: {@code height} for {@code height_cm}; the name itself where it has none. */
    static String bareName(ModelCard.ClinicalField field) {
        String suffix = "_" + normal(field.unit()).replace("/", "_per_");
        return field.name().endsWith(suffix)
                ? field.name().substring(0, field.name().length() - suffix.length())
                : field.name();
    }

    /** Whether a field's name is this one, with its unit or without; unlike {@link #bareName} it makes no text. */
    public static boolean isNamed(ModelCard.ClinicalField field, String bareName) {
        String name = field.name();
        if (!name.startsWith(bareName)) {
            return false;
        }
        String unit = normal(field.unit()).replace("/", "_per_");
        int end = bareName.length();
        return name.length() == end
                || name.length() == end + 1 + unit.length() && name.charAt(end) == '_' && name.endsWith(unit);
    }

    private static Optional<Unit> find(String name) {
        String wanted = normal(name);
        return ALL.stream().filter(unit -> unit.names.contains(wanted)).findFirst();
    }

    private static String normal(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
