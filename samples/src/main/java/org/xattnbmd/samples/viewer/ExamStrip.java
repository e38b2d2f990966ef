package org.xattnbmd.samples.viewer;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.GridLayout;
import java.awt.event.KeyEvent;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.ImageIcon;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JToggleButton;
import javax.swing.ListCellRenderer;
import javax.swing.ListSelectionModel;

/** The open exams, one below the other: a small picture, day and side, the estimate. For the event dispatch thread only. */
final class ExamStrip extends JPanel {

    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 220;

    private final transient OpenExams exams;
    private final transient Words words;
    private final JList<Exam> list;
    private final JToggleButton followUp = new JToggleButton();
    private final JButton close = new JButton();

    /**
     * No exam.
     *
     * @param select is told which exam was chosen
     * @param closed is told which shall be closed
     * @param followed is told whether the follow-up takes the picture's place
     */
    ExamStrip(OpenExams exams, Words words, Consumer<Exam> select, Consumer<Exam> closed, Consumer<Boolean> followed) {
        super(new BorderLayout(0, 6));
        this.exams = exams;
        this.words = words;
        list = new JList<>(exams);
        list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        list.setCellRenderer(new Cell());
        list.getAccessibleContext().setAccessibleName(words.of("exams"));
        list.addListSelectionListener(event -> {
            Exam chosen = list.getSelectedValue();
            close.setEnabled(chosen != null);
            if (chosen != null) {
                select.accept(chosen);
            }
        });
        close.setText(words.of("close"));
        close.setMnemonic(KeyEvent.VK_C);
        close.setEnabled(false);
        followUp.setText(words.of("followup"));
        followUp.setMnemonic(KeyEvent.VK_U);
        followUp.addItemListener(event -> followed.accept(followUp.isSelected()));
        close.addActionListener(event -> closed.accept(list.getSelectedValue()));
        JScrollPane scroll = new JScrollPane(list);
        scroll.setHorizontalScrollBarPolicy(JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
        scroll.setPreferredSize(new Dimension(WIDTH, 200));
        JLabel heading = new JLabel(words.of("exams"));
        heading.setLabelFor(list);
        add(heading, BorderLayout.NORTH);
        add(scroll, BorderLayout.CENTER);
        JPanel buttons = new JPanel(new GridLayout(0, 1, 0, 6));
        buttons.add(followUp);
        buttons.add(close);
        add(buttons, BorderLayout.SOUTH);
    }

    void select(Exam exam) {
        list.setSelectedValue(exam, true);
    }

    /** Steps to the next exam or the one before. */
    void step(int by) {
        int index = list.getSelectedIndex() + by;
        if (index >= 0 && index < exams.getSize()) {
            list.setSelectedIndex(index);
            list.ensureIndexIsVisible(index);
        }
    }

    JList<Exam> examList() {
        return list;
    }

    JToggleButton followUpButton() {
        return followUp;
    }

    JButton closeButton() {
        return close;
    }

    private final class Cell extends JPanel implements ListCellRenderer<Exam> {

        private static final long serialVersionUID = 1L;

        private final JLabel picture = new JLabel();
        private final JLabel lines = new JLabel();

        Cell() {
            super(new BorderLayout(8, 0));
            setBorder(BorderFactory.createEmptyBorder(4, 6, 4, 6));
            picture.setPreferredSize(new Dimension(ExamPicture.SMALL, ExamPicture.SMALL));
            picture.setHorizontalAlignment(JLabel.CENTER);
            add(picture, BorderLayout.WEST);
            add(lines, BorderLayout.CENTER);
        }

        @Override
        public Component getListCellRendererComponent(
                JList<? extends Exam> of, Exam exam, int index, boolean selected, boolean focused) {
            setBackground(selected ? of.getSelectionBackground() : of.getBackground());
            lines.setForeground(selected ? of.getSelectionForeground() : of.getForeground());
            picture.setIcon(new ImageIcon(exam.small()));
            String name = exams.label(exam);
            String state = state(exam);
            lines.setText("<html><b>" + lines(name) + "</b><br>" + lines(state) + "</html>");
            getAccessibleContext().setAccessibleName(name + ", " + state);
            return this;
        }

        private String lines(String text) {
            return PlainText.escaped(text).replace(", ", "<br>");
        }

        private String state(Exam exam) {
            return exam.answer()
                    .map(answer -> Figure.of(answer.estimate()).named()
                            + (answer.estimate().model().simulated() ? ", SIMULATED" : ""))
                    .orElse(words.of("state." + exam.state()));
        }
    }
}
