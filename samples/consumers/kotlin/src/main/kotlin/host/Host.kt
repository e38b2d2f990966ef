package host

import java.nio.file.Path
import java.time.Instant
import org.xattnbmd.sdk.BmdEstimate
import org.xattnbmd.sdk.BmdEstimator
import org.xattnbmd.sdk.ClinicalRecord
import org.xattnbmd.sdk.ModelCard
import org.xattnbmd.sdk.Radiograph

/** Where null may be the compiler asks for a check, elsewhere it needs none: both are held by this file's compiling. */
fun created(card: ModelCard): String = card.created() ?: "unknown"

fun observation(estimate: BmdEstimate, taken: Instant?): String =
    estimate.toFhirObservation(Radiograph.Side.LEFT, taken, null)

fun main(args: Array<String>) {
    BmdEstimator.open(Path.of(args[0])).use { estimator ->
        val estimate = estimator.estimate(
            Radiograph.read(Path.of(args[1])).withSide(Radiograph.Side.LEFT),
            ClinicalRecord.builder().set("age", 75.0).build())
        val statement: String = estimate.statement()
        println("host: SIMULATED ${estimate.model().simulated()}, ${estimate.bmd()} g/cm2, $statement")
        println("host: made ${created(estimator.modelCard())}, ${observation(estimate, null).length} characters of FHIR")
    }
}
