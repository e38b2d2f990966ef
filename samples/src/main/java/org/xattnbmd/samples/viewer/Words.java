package org.xattnbmd.samples.viewer;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * What the viewer says, in the person's language; English where there is none of it. Numbers keep a decimal point in every
 * language: a BMD is copied into reports. The SDK's own sentences stay English. Immutable.
 */
final class Words {

    /** The languages there are. */
    static final List<Locale> LANGUAGES =
            List.of(Locale.ENGLISH, Locale.GERMAN, Locale.FRENCH, new Locale("es"), Locale.CHINESE);

    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    static Words in(Locale language) {
        return new Words(ResourceBundle.getBundle(
                Words.class.getPackageName() + ".words",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_DEFAULT)));
    }

    /** @param values in the place of {@code {0}}, {@code {1}} … */
    String of(String key, Object... values) {
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(values);
    }
}
