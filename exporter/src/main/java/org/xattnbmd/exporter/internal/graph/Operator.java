package org.xattnbmd.exporter.internal.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An ONNX operator: its signature, against which a {@link Node} checks itself, so that an invalid node cannot be built; the
 * rules for the types and shapes of its outputs; and its traits. Immutable; compared by identity. Those that this library
 * knows are in the catalogue of operators, and all of them are functions of their inputs without side effects.
 */
public final class Operator {

    private final String domain;
    private final String name;
    private final String overload;
    private final Signature signature;
    private final TypeRule types;
    private final ShapeRule shapes;
    private final Map<Class<? extends Trait>, Trait> traits;

    private Operator(
            String domain,
            String name,
            String overload,
            Signature signature,
            TypeRule types,
            ShapeRule shapes,
            Map<Class<? extends Trait>, Trait> traits) {
        this.domain = domain;
        this.name = name;
        this.overload = overload;
        this.signature = signature;
        this.types = types;
        this.shapes = shapes;
        this.traits = Map.copyOf(traits);
    }

    /** An operator of the standard domain, without traits. */
    public static Operator standard(String name, Signature signature, TypeRule types, ShapeRule shapes) {
        return new Operator(
                "",
                name,
                "",
                Objects.requireNonNull(signature),
                Objects.requireNonNull(types),
                Objects.requireNonNull(shapes),
                Map.of());
    }

    /** An operator of which no more is known than its name: its nodes may be anything. */
    public static Operator opaque(String domain, String name) {
        return new Operator(domain, name, "", null, null, null, Map.of());
    }

    /** A function that a model brings along, which may have the name of an operator and be something else. */
    public static Operator function(FunctionId id) {
        return new Operator(id.domain(), id.name(), id.overload(), null, null, null, Map.of());
    }

    /** The same operator with one more trait. */
    public <T extends Trait> Operator with(Class<T> kind, T trait) {
        Map<Class<? extends Trait>, Trait> more = new HashMap<>(traits);
        more.put(kind, trait);
        return new Operator(domain, name, overload, signature, types, shapes, more);
    }

    /** An opaque operator of that name and domain that has this one's traits. */
    public Operator asOpaque(String otherDomain) {
        return new Operator(otherDomain, name, "", null, null, null, traits);
    }

    /** "" for the standard operators. */
    public String domain() {
        return domain;
    }

    /** The ONNX name. */
    public String name() {
        return name;
    }

    /** Tells functions of one name apart; "" for every operator. */
    public String overload() {
        return overload;
    }

    /** What nodes of this operator look like, or null for an opaque operator. */
    public Signature signature() {
        return signature;
    }

    /** Whether this library knows what the operator means; the others are opaque. */
    public boolean isKnown() {
        return signature != null;
    }

    /** The operator's trait of this kind, or null. */
    public <T extends Trait> T trait(Class<T> kind) {
        return kind.cast(traits.get(kind));
    }

    /** The rule for element types, or null for an opaque operator. */
    public TypeRule types() {
        return types;
    }

    /** The rule for shapes, or null for an opaque operator. */
    public ShapeRule shapes() {
        return shapes;
    }

    void check(int inputs, int outputs, Map<String, Attribute> given) {
        if (signature != null) {
            signature.check(name, inputs, outputs, given);
        }
    }

    @Override
    public String toString() {
        return FunctionId.of(this).toString();
    }
}
