package org.xattnbmd.samples.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Component;
import java.awt.Container;
import java.awt.Point;
import java.awt.event.MouseWheelEvent;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JScrollBar;
import javax.swing.JTable;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import javax.swing.text.StyleConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xattnbmd.samples.Ran;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.PixelFormat;
import org.xattnbmd.sdk.Radiograph;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** What the viewer says in every language, to eyes and to screen readers, and how its picture is enlarged. */
class ViewerWordsTest {

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final int W = 200;
    private static final int H = 240;

    @TempDir
    Path folder;

    private static Stream<Locale> languages() {
        return Words.LANGUAGES.stream();
    }

    private static Properties bundle(Locale language) throws Exception {
        String name = language.equals(Locale.ENGLISH) ? "words" : "words_" + language.getLanguage();
        Properties words = new Properties();
        try (InputStream in = Words.class.getResourceAsStream(name + ".properties")) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return words;
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        for (Matcher matcher = PLACE.matcher(text); matcher.find(); ) {
            places.add(matcher.group());
        }
        return places;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyLanguageSaysAllThatEnglishSays(Locale language) throws Exception {
        Properties english = bundle(Locale.ENGLISH);
        Properties words = bundle(language);

        assertThat(words.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(words.getProperty(key)).as(key).isNotBlank();
            assertThat(places(words.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
            assertThat(Words.in(language).of(key, "1", "2", "3", "4", "5", "6"))
                    .as(key)
                    .doesNotContain("{", "''")
                    .contains(places(english.getProperty(key)).isEmpty() ? "" : "1");
        }
        if (!language.equals(Locale.ENGLISH)) {
            assertThat(words.getProperty("device")).isNotEqualTo(english.getProperty("device"));
        }
    }

    @Test
    void aLanguageThatThereIsNotIsEnglish() {
        assertThat(Words.in(Locale.KOREAN).of("estimate")).isEqualTo("Estimate");
    }

    @Test
    void whatWasRefusedAndWhatWarnsHaveColoursOfTheirOwn() throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            ResultText text = new ResultText();
            text.setText("plain\nFile 2 of 3: BMD-1001: gone\nBMD-2002: too old\n\u2022 warned\nBMD 0.800");
            Color plain = colour(text, "plain");
            Color refused = colour(text, "File 2");
            assertThat(refused).isNotEqualTo(plain).isEqualTo(colour(text, "BMD-2002"));
            assertThat(colour(text, "\u2022")).isNotEqualTo(plain).isNotEqualTo(refused);
            assertThat(colour(text, "BMD 0.")).isEqualTo(plain);
        });
    }

    private static Color colour(ResultText text, String at) {
        return StyleConstants.getForeground(text.getStyledDocument()
                .getCharacterElement(text.words().indexOf(at))
                .getAttributes());
    }

    @Test
    void aWrongLanguageIsRefused() {
        Ran.of(Viewer.commandLine(), "--model", "hip.onnx", "--language", "tlh").assertRefused("BMD-5001");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyControlHasANameForScreenReaders(Locale language) throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            ViewerPane pane = pane(language);
            pane.form().ask(TinyModel.card());
            List<String> unnamed = new ArrayList<>();
            walk(pane, component -> {
                boolean control = component instanceof AbstractButton
                        || component instanceof JComboBox<?>
                        || component instanceof JTextComponent
                        || component instanceof JList<?>
                        || component instanceof JTable
                        || component instanceof FollowUpPlot
                        || component instanceof RadiographPanel
                        || component instanceof ResultCard;
                if (control && !inScrollBarOrChoice(component)) {
                    String name = component.getAccessibleContext().getAccessibleName();
                    if (name == null || name.isBlank()) {
                        unnamed.add(component.getClass().getName());
                    }
                }
            });
            assertThat(unnamed).isEmpty();
        });
    }

    private static boolean inScrollBarOrChoice(Component component) {
        Container parent = component.getParent();
        return parent instanceof JScrollBar || parent instanceof JComboBox<?>;
    }

    static void walk(Component component, Consumer<Component> visit) {
        visit.accept(component);
        if (component instanceof Container container) {
            for (Component child : container.getComponents()) {
                walk(child, visit);
            }
        }
    }

    /** All that eyes and screen readers are told. */
    static List<String> texts(Component of) {
        List<String> texts = new ArrayList<>();
        walk(of, component -> {
            if (component instanceof AbstractButton button) {
                texts.add(button.getText());
            } else if (component instanceof JLabel label) {
                texts.add(label.getText());
            } else if (component instanceof JTextComponent text) {
                texts.add(text.getText());
            }
            if (component.getAccessibleContext() != null) {
                texts.add(component.getAccessibleContext().getAccessibleName());
                for (int i = 0;
                        component instanceof JList<?> list
                                && i < list.getModel().getSize();
                        i++) {
                    texts.add(list.getAccessibleContext()
                            .getAccessibleChild(i)
                            .getAccessibleContext()
                            .getAccessibleName());
                }
            }
        });
        texts.removeIf(text -> text == null || text.isBlank());
        return texts;
    }

    private static ViewerPane pane(Locale language) {
        return new ViewerPane(Runnable::run, AnsweredDialogs.NONE, Words.in(language));
    }

    @Test
    void factsThatTellLessAreFoldedAway() throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            ClinicalForm form = new ClinicalForm(Words.in(Locale.ENGLISH));
            form.show(TinyModel.card().toBuilder()
                    .clinicalFields(List.of(
                            new ModelCard.ClinicalField("age", "Age", "years", 18, 110, List.of(), 70, 10),
                            new ModelCard.ClinicalField("height_cm", "Height", "cm", 120, 220, List.of(), 165, 10),
                            new ModelCard.ClinicalField("height_score", "Height score", "", 0, 1, List.of(), 0.5, 0.1),
                            new ModelCard.ClinicalField("diet", "Diet", "", 0, 1, List.of(), 0.5, 0.1)))
                    .build());
            form.set("diet", "0.4");
            assertThat(visible(form, "height_cm")).isTrue();
            assertThat(visible(form, "height_score")).isFalse();
            assertThat(visible(form, "diet")).isFalse();
            assertThat(form.record().build().names())
                    .as("folded away is not left out")
                    .contains("diet");
            form.moreButton().doClick();
            assertThat(visible(form, "diet")).isTrue();
        });
    }

    private static boolean visible(ClinicalForm form, String field) {
        boolean[] seen = new boolean[1];
        walk(form, component -> {
            if (field.equals(component.getName())) {
                boolean all = true;
                for (Component c = component; c != form; c = c.getParent()) {
                    all &= c.isVisible();
                }
                seen[0] = all;
            }
        });
        return seen[0];
    }

    @Test
    void theCardShowsBandsOnlyWhereTheyApply() throws Exception {
        Radiograph hip = Radiograph.of(SyntheticHip.left(W, H, 1), W, H, PixelFormat.unsigned(16));
        try (BmdEstimator estimator = BmdEstimator.open(TinyModel.write(folder))) {
            BmdEstimate old = estimator.estimate(
                    hip, ClinicalRecord.builder().set("age", 70).build());
            BmdEstimate young = estimator.estimate(
                    hip, ClinicalRecord.builder().set("age", 40).build());
            SwingUtilities.invokeAndWait(() -> {
                ResultCard card = new ResultCard(Words.in(Locale.GERMAN));
                card.setSize(320, 180);
                assertThat(card.getAccessibleContext().getAccessibleName()).isEqualTo("Noch keine Schätzung.");
                card.show(old);
                assertThat(colours(card)).contains(0xE5484D, 0xE2A336, 0x3FA66B);
                assertThat(card.getAccessibleContext().getAccessibleName())
                        .contains(
                                String.format(Locale.ROOT, "BMD %.3f", old.bmd()),
                                "geschätzt",
                                "90-%-Intervall",
                                "T-Wert");
                card.show(young);
                assertThat(colours(card)).doesNotContain(0xE5484D, 0xE2A336, 0x3FA66B);
            });
        }
    }

    private static Set<Integer> colours(ResultCard card) {
        BufferedImage image = new BufferedImage(card.getWidth(), card.getHeight(), BufferedImage.TYPE_INT_RGB);
        card.paint(image.createGraphics());
        Set<Integer> colours = new TreeSet<>();
        for (int rgb : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(rgb & 0xFFFFFF);
        }
        return colours;
    }

    @Test
    void theWheelEnlargesAboutThePointerAndFitShowsAll() throws Exception {
        SwingUtilities.invokeAndWait(() -> {
            RadiographPanel panel = new RadiographPanel();
            panel.setSize(400, 480);
            short[] grey = SyntheticHip.left(W, H, 1);
            int mark = 120 * W + 150;
            grey[mark] = (short) 65_535;
            panel.show(Radiograph.of(grey, W, H, PixelFormat.unsigned(16)));
            panel.preset(WindowLevel.Preset.FULL);
            // Pixel (150, 120) is drawn from (300, 240) on, two by two.
            Point there = new Point(301, 241);
            int before = painted(panel, there);
            for (int i = 0; i < 8; i++) {
                panel.dispatchEvent(new MouseWheelEvent(
                        panel,
                        MouseWheelEvent.MOUSE_WHEEL,
                        0,
                        0,
                        there.x,
                        there.y,
                        0,
                        false,
                        MouseWheelEvent.WHEEL_UNIT_SCROLL,
                        1,
                        -1));
            }
            assertThat(panel.zoom()).isBetween(3.0, 3.1);
            assertThat(painted(panel, there)).as("brightest of all, as before").isGreaterThanOrEqualTo(before);
            assertThat(painted(panel, there)).isGreaterThan(200);
            panel.fit();
            assertThat(panel.zoom()).isEqualTo(1);
            assertThat(painted(panel, there)).isEqualTo(before);
        });
    }

    private static int painted(RadiographPanel panel, Point at) {
        BufferedImage image = new BufferedImage(panel.getWidth(), panel.getHeight(), BufferedImage.TYPE_INT_RGB);
        panel.paint(image.createGraphics());
        return image.getRGB(at.x, at.y) & 0xFF;
    }
}
