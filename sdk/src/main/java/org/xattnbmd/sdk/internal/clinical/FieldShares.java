package org.xattnbmd.sdk.internal.clinical;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * From a model's few clinical fields to a number each, in the fields' order: a map of one array, because every estimate
 * holds one. Immutable.
 */
public final class FieldShares extends AbstractMap<String, Double> {

    private final List<String> names;
    private final double[] shares;

    /** Takes the array over. */
    public FieldShares(List<String> names, double[] shares) {
        Objects.checkIndex(shares.length, names.size() + 1);
        this.names = List.copyOf(names);
        this.shares = shares;
    }

    /** The same entries in the same order; the map itself if it is one of these. */
    public static FieldShares copyOf(Map<String, Double> map) {
        if (map instanceof FieldShares) {
            return (FieldShares) map;
        }
        List<String> names = List.copyOf(map.keySet());
        return new FieldShares(names, names.stream().mapToDouble(map::get).toArray());
    }

    @Override
    public Double get(Object key) {
        int index = key == null ? -1 : names.indexOf(key);
        return index < 0 ? null : Double.valueOf(shares[index]);
    }

    @Override
    public boolean containsKey(Object key) {
        return key != null && names.contains(key);
    }

    @Override
    public Set<Entry<String, Double>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return shares.length;
            }

            @Override
            public Iterator<Entry<String, Double>> iterator() {
                return IntStream.range(0, shares.length)
                        .<Entry<String, Double>>mapToObj(i -> Map.entry(names.get(i), shares[i]))
                        .iterator();
            }
        };
    }
}
