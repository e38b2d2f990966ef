package org.xattnbmd.sdk.internal;

import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A system property that one thread sees and no other: for libraries that can be steered by nothing but a system property,
 * inside of a host whose other threads may use another copy of the same library at that moment. While it is in force the
 * JVM's properties are this view of them; whatever is read or written goes through to the properties that were there, but
 * for the one name on the one thread. Once closed it is nothing but a way through, for who kept it.
 */
final class PropertyOfThread extends Properties implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient Properties properties;
    private final transient Thread thread = Thread.currentThread();
    private final String name;
    private final String value;
    private volatile boolean closed;

    private PropertyOfThread(Properties properties, String name, String value) {
        super(1);
        this.properties = properties;
        this.name = name;
        this.value = value;
    }

    /** Sets it for the calling thread, which closes it. */
    static PropertyOfThread set(String name, String value) {
        synchronized (PropertyOfThread.class) {
            PropertyOfThread view = new PropertyOfThread(System.getProperties(), name, value);
            System.setProperties(view);
            return view;
        }
    }

    @Override
    public void close() {
        synchronized (PropertyOfThread.class) {
            closed = true;
            // If somebody has put other properties in place meanwhile, theirs stay.
            if (System.getProperties() == this) {
                System.setProperties(properties);
            }
        }
    }

    @Override
    public String getProperty(String key) {
        return !closed && Thread.currentThread() == thread && name.equals(key) ? value : properties.getProperty(key);
    }

    @Override
    public String getProperty(String key, String otherwise) {
        String found = getProperty(key);
        return found == null ? otherwise : found;
    }

    @Override
    public Object setProperty(String key, String newValue) {
        return properties.setProperty(key, newValue);
    }

    @Override
    public Enumeration<?> propertyNames() {
        return properties.propertyNames();
    }

    @Override
    public Set<String> stringPropertyNames() {
        return properties.stringPropertyNames();
    }

    @Override
    public int size() {
        return properties.size();
    }

    @Override
    public boolean isEmpty() {
        return properties.isEmpty();
    }

    @Override
    public Enumeration<Object> keys() {
        return properties.keys();
    }

    @Override
    public Enumeration<Object> elements() {
        return properties.elements();
    }

    @Override
    public boolean contains(Object wanted) {
        return properties.contains(wanted);
    }

    @Override
    public boolean containsValue(Object wanted) {
        return properties.containsValue(wanted);
    }

    @Override
    public boolean containsKey(Object key) {
        return properties.containsKey(key);
    }

    @Override
    public Object get(Object key) {
        return properties.get(key);
    }

    @Override
    public Object getOrDefault(Object key, Object otherwise) {
        return properties.getOrDefault(key, otherwise);
    }

    @Override
    public Object put(Object key, Object newValue) {
        return properties.put(key, newValue);
    }

    @Override
    public void putAll(Map<?, ?> others) {
        properties.putAll(others);
    }

    @Override
    public Object putIfAbsent(Object key, Object newValue) {
        return properties.putIfAbsent(key, newValue);
    }

    @Override
    public Object remove(Object key) {
        return properties.remove(key);
    }

    @Override
    public boolean remove(Object key, Object old) {
        return properties.remove(key, old);
    }

    @Override
    public Object replace(Object key, Object newValue) {
        return properties.replace(key, newValue);
    }

    @Override
    public boolean replace(Object key, Object old, Object newValue) {
        return properties.replace(key, old, newValue);
    }

    @Override
    public void replaceAll(BiFunction<? super Object, ? super Object, ?> change) {
        properties.replaceAll(change);
    }

    @Override
    public Object computeIfAbsent(Object key, Function<? super Object, ?> make) {
        return properties.computeIfAbsent(key, make);
    }

    @Override
    public Object computeIfPresent(Object key, BiFunction<? super Object, ? super Object, ?> change) {
        return properties.computeIfPresent(key, change);
    }

    @Override
    public Object compute(Object key, BiFunction<? super Object, ? super Object, ?> change) {
        return properties.compute(key, change);
    }

    @Override
    public Object merge(Object key, Object one, BiFunction<? super Object, ? super Object, ?> change) {
        return properties.merge(key, one, change);
    }

    @Override
    public void clear() {
        properties.clear();
    }

    @Override
    public void forEach(BiConsumer<? super Object, ? super Object> action) {
        properties.forEach(action);
    }

    @Override
    public Set<Object> keySet() {
        return properties.keySet();
    }

    @Override
    public Collection<Object> values() {
        return properties.values();
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
        return properties.entrySet();
    }

    @Override
    public Object clone() {
        return properties.clone();
    }

    @Override
    public boolean equals(Object other) {
        return properties.equals(other);
    }

    @Override
    public int hashCode() {
        return properties.hashCode();
    }

    @Override
    public String toString() {
        return properties.toString();
    }

    /** Written as the properties themselves. */
    private Object writeReplace() {
        return properties;
    }
}
