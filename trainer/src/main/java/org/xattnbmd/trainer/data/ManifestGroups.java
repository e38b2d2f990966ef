package org.xattnbmd.trainer.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.trainer.TrainerException;
import org.xattnbmd.trainer.TrainerException.Code;

/** What a column of the manifest that the network does not see says of each subject: a site, a maker, a domain. */
public final class ManifestGroups {

    private ManifestGroups() {}

    /**
     * Each subject's value, by the line of its rows.
     *
     * @param column as it is named in the manifest
     * @return value by line, counted from 1 with the header
     * @throws TrainerException {@code MANIFEST_*} if the column is not there or a row has no value in it
     */
    public static Map<Long, String> read(CohortLayout layout, String column) {
        Map<Long, String> groups = new LinkedHashMap<>();
        try (ExamList exams = ExamList.open(layout.manifest(), layout.separator())) {
            if (!exams.columns().contains(column)) {
                throw new TrainerException(
                        Code.MANIFEST_UNREADABLE, "The manifest has no column " + column + " to leave groups out by.");
            }
            for (ExamList.Exam exam : exams) {
                String value = exam.text(column).strip();
                if (value.isEmpty()) {
                    throw new TrainerException(
                            Code.MANIFEST_VALUE,
                            "line " + exam.line() + ": expected a value in " + column + ", received none.");
                }
                groups.put((long) exam.line(), value);
            }
        } catch (BmdException e) {
            throw new TrainerException(Code.MANIFEST_UNREADABLE, "Can't read the manifest: " + e.getMessage(), e);
        }
        return groups;
    }
}
