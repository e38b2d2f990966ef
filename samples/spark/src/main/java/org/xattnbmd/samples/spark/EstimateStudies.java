package org.xattnbmd.samples.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.xattnbmd.sdk.BmdEstimate.ModelIdentity;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.BmdException;
import org.xattnbmd.sdk.BmdException.Code;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.ExamList;
import org.xattnbmd.sdk.ModelCard;
import org.xattnbmd.sdk.Radiograph;

/**
 * What a task does: studies of an {@link ArchiveManifest} in, {@link ScreeningRow}s out, one at a time. A study that is refused
 * becomes a row. What is the machine's fault (the store, memory, natives) fails the task instead, so that Spark tries it
 * elsewhere; only the last try writes it down as the study's.
 *
 * @param folder what relative paths of radiographs are relative to
 * @param model name under which Spark has shipped the model
 * @param sha256 the hash that it must have
 * @param threads of the network for one study
 * @param useHeader whether DICOM headers fill missing clinical facts
 * @param tries how often Spark runs a task before it gives the job up
 */
record EstimateStudies(
        String folder,
        String model,
        String sha256,
        int threads,
        boolean useHeader,
        int tries,
        Broadcast<SerializableConfiguration> configuration)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> studies) {
        BmdEstimator estimator = ExecutorEstimator.of(Path.of(SparkFiles.get(model)), sha256, threads);
        boolean lastTry = TaskContext.get().attemptNumber() + 1 >= tries;
        Stream<Row> rows =
                StreamSupport.stream(Spliterators.spliteratorUnknownSize(studies, Spliterator.ORDERED), false);
        return rows.map(study -> estimate(estimator, study, lastTry)).iterator();
    }

    private Row estimate(BmdEstimator estimator, Row study, boolean lastTry) {
        ModelCard card = estimator.modelCard();
        String id = study.getAs(ArchiveManifest.ID);
        ExamList.Exam exam = ExamList.Exam.of(study.getJavaMap(study.fieldIndex(ArchiveManifest.CELLS)));
        Radiograph.Side side = Radiograph.Side.UNKNOWN;
        try {
            side = exam.side();
            if (study.<Boolean>getAs(ArchiveManifest.MALFORMED)) {
                throw new BmdException(Code.INVALID_ARGUMENT, "Expected as many cells as the header has.");
            }
            Radiograph radiograph = radiograph(exam.image());
            if (side != Radiograph.Side.UNKNOWN) {
                radiograph = radiograph.withSide(side);
            }
            side = radiograph.side();
            ClinicalRecord.Builder clinical = exam.clinical(card.clinicalFields());
            if (useHeader) {
                clinical.fillFrom(radiograph.headerFacts(), card);
            }
            return ScreeningRow.of(id, side, estimator.estimate(radiograph, clinical.build()));
        } catch (BmdException refusal) {
            if (!lastTry && mayBeTheMachines(refusal.code())) {
                throw refusal;
            }
            ModelIdentity identity =
                    new ModelIdentity(card.modelId(), card.modelVersion(), sha256, card.simulated(), card.target());
            return ScreeningRow.of(id, side, refusal, identity);
        }
    }

    private Radiograph radiograph(String image) {
        try {
            Configuration store = configuration.value().value();
            return Radiograph.decode(StoredFile.read(folder, image, store));
        } catch (IOException e) {
            // Without its message, which names the path.
            throw new BmdException(
                    Code.IMAGE_UNREADABLE,
                    "Expected a store that can be read, received "
                            + e.getClass().getSimpleName() + ". Check permissions and the network.");
        }
    }

    private static boolean mayBeTheMachines(Code code) {
        return code == Code.IMAGE_UNREADABLE || code == Code.RUN_FAILED || code == Code.ESTIMATOR_CLOSED;
    }
}
