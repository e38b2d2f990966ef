package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.swing.BorderFactory;
import javax.swing.JCheckBox;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.event.ListDataEvent;
import javax.swing.event.ListDataListener;
import javax.swing.table.DefaultTableCellRenderer;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.results.StudyContext.Patient.Match;

/** The follow-up of one person's hip: what changed, in words and over time, and of which exams. For the event dispatch thread only. */
final class FollowUpPane extends JPanel {

    private static final long serialVersionUID = 1L;

    private final transient OpenExams exams;
    private final transient Words words;
    private final transient Supplier<BmdEstimator> estimator;
    private final FollowUpTable model;
    private final JTable table;
    private final JCheckBox onePerson = new JCheckBox();
    private final FollowUpPlot plot;
    private final ResultText statement = new ResultText();
    private transient Exam shown;
    /** Of which exams somebody said that they are of one person. */
    private transient List<Exam> said = List.of();
    /** While the table is being filled it tells of changes that nobody made. */
    private boolean filling;

    /** @param estimator whose card has the least significant change */
    FollowUpPane(OpenExams exams, Words words, Supplier<BmdEstimator> estimator) {
        super(new BorderLayout(0, 8));
        this.exams = exams;
        this.words = words;
        this.estimator = estimator;
        model = new FollowUpTable(exams, words);
        table = new JTable(model) {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean getScrollableTracksViewportWidth() {
                // As wide as there is room; scrolled where there is too little to read.
                return getParent() == null
                        || getPreferredSize().width < getParent().getWidth();
            }
        };
        plot = new FollowUpPlot(words);
        setBorder(BorderFactory.createEmptyBorder(0, 8, 0, 8));
        statement.getAccessibleContext().setAccessibleName(words.of("followup"));
        table.getAccessibleContext().setAccessibleName(words.of("exams"));
        table.setFillsViewportHeight(true);
        table.setDefaultRenderer(String.class, PlainText.only(new DefaultTableCellRenderer()));
        int[] widths = {70, 170, 150, 120, 190};
        for (int i = 0; i < widths.length; i++) {
            table.getColumnModel().getColumn(i).setPreferredWidth(widths[i]);
        }
        model.addTableModelListener(event -> {
            if (!filling) {
                compare();
            }
        });
        exams.addListDataListener(new ListDataListener() {
            @Override
            public void intervalAdded(ListDataEvent event) {
                show(shown);
            }

            @Override
            public void intervalRemoved(ListDataEvent event) {
                show(shown);
            }

            @Override
            public void contentsChanged(ListDataEvent event) {
                show(shown);
            }
        });
        onePerson.setText(words.of("followup.said"));
        onePerson.addActionListener(event -> {
            said = onePerson.isSelected() ? model.compared() : List.of();
            compare();
        });
        JScrollPane rows = new JScrollPane(table);
        rows.setPreferredSize(new Dimension(400, 150));
        JPanel below = new JPanel(new BorderLayout(0, 6));
        below.add(onePerson, BorderLayout.NORTH);
        below.add(rows, BorderLayout.CENTER);
        add(statement, BorderLayout.NORTH);
        add(plot, BorderLayout.CENTER);
        add(below, BorderLayout.SOUTH);
    }

    /** @param newShown whose person is followed up; null: none is open */
    void show(Exam newShown) {
        shown = newShown;
        model.show(shown);
        compare();
    }

    /** Of which exams it is, or what was said of them, changed. */
    private void compare() {
        BmdEstimator used = estimator.get();
        if (used == null) {
            return;
        }
        List<Exam> compared = model.compared();
        onePerson.setVisible(compared.size() > 1 && FollowUpSeries.person(compared) == Match.UNKNOWN);
        // Whoever said it of some did not say it of others.
        onePerson.setSelected(!compared.isEmpty() && said.containsAll(compared));
        FollowUpSeries series = FollowUpSeries.of(compared, onePerson.isSelected(), used, words, exams::label);
        statement.setText(series.points().isEmpty() ? refused(series) : said(series));
        plot.show(series, series.points().isEmpty() ? words.of("followup.none") : spoken(series));
        filling = true;
        model.setSeries(series);
        filling = false;
        revalidate();
    }

    private static String refused(FollowUpSeries series) {
        return series.refusals().stream().map(why -> "• " + why).collect(Collectors.joining("\n"));
    }

    private String said(FollowUpSeries series) {
        return (series.simulated() ? "SIMULATED: " + words.of("simulated") + "\n" : "")
                + series.statement(words) + "\n"
                + words.of("followup.facts") + "\n" + words.of("device");
    }

    private String spoken(FollowUpSeries series) {
        return said(series).replace("\n", " ") + " "
                + series.points().stream()
                        .map(point -> point.date() + ": "
                                + Figure.of(point.estimate()).named()
                                + String.format(
                                        Locale.ROOT,
                                        " (%.3f – %.3f)",
                                        point.estimate().interval().lower(),
                                        point.estimate().interval().upper()))
                        .collect(Collectors.joining("; "));
    }

    String statement() {
        return statement.words();
    }

    JTable table() {
        return table;
    }

    JCheckBox onePersonBox() {
        return onePerson;
    }

    FollowUpPlot plot() {
        return plot;
    }
}
