package host;

import java.nio.file.Path;
import org.xattnbmd.sdk.BmdEstimate;
import org.xattnbmd.sdk.BmdEstimator;
import org.xattnbmd.sdk.ClinicalRecord;
import org.xattnbmd.sdk.Radiograph;

/** What a host application does at least. */
public final class Host {

    private Host() {}

    public static void main(String[] args) {
        try (BmdEstimator estimator = BmdEstimator.open(Path.of(args[0]))) {
            BmdEstimate estimate = estimator.estimate(
                    Radiograph.read(Path.of(args[1])).withSide(Radiograph.Side.LEFT),
                    ClinicalRecord.builder().set("age", 75).build());
            System.out.println("host: SIMULATED " + estimate.model().simulated() + ", " + estimate.bmd() + " g/cm2 on "
                    + estimator.runtime());
        }
    }
}
