package org.xattnbmd.samples.pacs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.xattnbmd.samples.Journal;

/**
 * Which studies are finished, so that a service that was killed neither loses nor repeats one. A study counts once its result is
 * in the archive, or once it is certain that there will be none. Thread-safe.
 */
final class StudyLog implements AutoCloseable {

    /** What became of a study. */
    enum Status {
        /** Its result is in the archive. */
        STORED,
        /** There is an estimate, and nothing was stored: a dry run. */
        ESTIMATED,
        /** No image of it can be estimated from; the code says why. */
        REFUSED,
        /** It has no image of the kind that was asked for. */
        NO_IMAGE
    }

    /**
     * One study's line.
     *
     * @param study its UID
     * @param code of the refusal, or empty
     * @param image SOP instance UID of the image that was estimated or refused, or empty
     */
    record Line(String study, Status status, String code, String image) {}

    private static final Journal.Form<Line> FORM = new Journal.Form<>() {

        @Override
        public List<String> cells(Line line) {
            return List.of(line.study(), line.status().name(), line.code(), line.image());
        }

        @Override
        public Optional<Line> line(List<String> cells) {
            if (cells.size() != 4) {
                throw new IllegalArgumentException("expected four cells, received " + cells.size());
            }
            return Optional.of(new Line(cells.get(0), Status.valueOf(cells.get(1)), cells.get(2), cells.get(3)));
        }
    };

    private final Journal<Line> journal;
    private final String model;
    private final AtomicLong added = new AtomicLong();

    private StudyLog(Journal<Line> journal, String model) {
        this.journal = journal;
        this.model = model;
    }

    /** @param model SHA-256 of the model's file: with another one every study is to be done again */
    static StudyLog open(Path file, String model) {
        return new StudyLog(Journal.open(file, FORM), model.substring(0, 16));
    }

    /** @param dry whether lines of a dry run count */
    boolean done(String study, boolean dry) {
        Line line = journal.lines().get(key(study));
        return line != null && (dry || line.status() != Status.ESTIMATED);
    }

    void add(Line line) {
        journal.append(key(line.study()), line);
        added.incrementAndGet();
    }

    /** Lines of this start. */
    long added() {
        return added.get();
    }

    /** All lines of this model by study. */
    Map<String, Line> lines() {
        Map<String, Line> lines = new TreeMap<>();
        journal.lines().forEach((key, line) -> {
            if (key.startsWith(model)) {
                lines.put(line.study(), line);
            }
        });
        return lines;
    }

    private String key(String study) {
        return model + " " + study;
    }

    @Override
    public void close() {
        journal.close();
    }
}
