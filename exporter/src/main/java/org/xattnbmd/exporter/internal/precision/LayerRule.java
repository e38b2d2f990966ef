package org.xattnbmd.exporter.internal.precision;

/**
 * A setting for layers.
 *
 * @param pattern a layer's name, in which {@code *} stands for any characters
 * @param setting the setting
 */
public record LayerRule(String pattern, LayerSetting setting) {

    /** Whether the pattern names one layer. */
    boolean isName() {
        return pattern.indexOf('*') < 0;
    }

    /** Whether the pattern fits the whole name, in time of their lengths' product. */
    boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
