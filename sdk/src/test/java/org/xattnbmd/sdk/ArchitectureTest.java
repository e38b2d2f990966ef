package org.xattnbmd.sdk;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The rooms of the SDK and the arrows between them. The API's types are the ground that all rooms stand on: their values go
 * through all of them. A few of these types are also doors, whose methods enter a room; every door is named here.
 */
@AnalyzeClasses(packages = ArchitectureTest.API, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String API = "org.xattnbmd.sdk";
    private static final String ROOMS = API + ".internal.";

    /** Room to the rooms that it may use. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("check", List.of("csv", "files", "model", "model.graph", "picture", "session")),
            Map.entry("estimate", List.of("clinical", "concurrent", "model", "picture", "preprocessing", "session")),
            Map.entry("session", List.of("concurrent", "model", "natives")),
            Map.entry("model", List.of("concurrent", "files", "model.graph")),
            Map.entry("model.graph", List.of()),
            Map.entry("results.dicom", List.of("dicom", "picture", "picture.dicom", "results", "results.drawing")),
            Map.entry("results.drawing", List.of()),
            Map.entry("results", List.of("files", "picture")),
            Map.entry("preprocessing", List.of("natives", "picture")),
            Map.entry("picture.jpeg", List.of("picture")),
            Map.entry("picture.jpeg2000", List.of("picture")),
            Map.entry("picture.dicom", List.of("dicom", "picture", "picture.jpeg", "picture.jpeg2000")),
            Map.entry("dicom", List.of("files")),
            Map.entry("natives", List.of("files", "natives.opencv")),
            Map.entry("natives.opencv", List.of()),
            Map.entry("picture", List.of("concurrent")),
            Map.entry("clinical", List.of()),
            Map.entry("concurrent", List.of()),
            Map.entry("csv", List.of()),
            Map.entry("files", List.of()));

    /** Type of the API to the rooms that it opens. */
    private static final Map<String, Set<String>> DOORS = Map.ofEntries(
            Map.entry("BmdEstimate", Set.of("clinical", "picture", "results")),
            Map.entry("BmdEstimator", Set.of("clinical", "concurrent", "estimate", "model", "session")),
            Map.entry("Cancellation", Set.of("concurrent")),
            Map.entry("ClinicalRecord", Set.of("clinical")),
            Map.entry("DensitometerScale", Set.of("clinical")),
            Map.entry("ExamList", Set.of("csv")),
            Map.entry("Explanation", Set.of("results")),
            Map.entry("ModelCard", Set.of("clinical", "model")),
            Map.entry("ModelCheck", Set.of("check", "picture")),
            Map.entry("NeckFinder", Set.of("concurrent", "estimate", "model", "preprocessing", "session")),
            Map.entry("OnnxBmdEstimator", Set.of("concurrent", "estimate")),
            Map.entry("PixelFormat", Set.of("picture")),
            Map.entry("Preprocessing", Set.of("model", "preprocessing")),
            Map.entry("Radiograph", Set.of("picture", "picture.dicom")),
            Map.entry("RuntimeInfo", Set.of("natives", "session")),
            Map.entry("results.DicomResults", Set.of("files", "picture.dicom", "results.dicom")),
            Map.entry("results.StudyContext", Set.of("picture", "picture.dicom")),
            Map.entry("results.ResultMessages", Set.of("results", "files", "dicom")));

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching(ROOMS + "(**)").should().beFreeOfCycles();

    /** The gate is an application of the API: it opens models and estimates as any caller does. */
    @ArchTest
    static final ArchRule ROOMS_DO_NOT_CALL_IN_AT_THE_FRONT = noClasses()
            .that()
            .resideInAPackage(API + ".internal..")
            .and()
            .resideOutsideOfPackage(ROOMS + "check")
            .should()
            .dependOnClassesThat(describe(
                    "read pictures or open models",
                    type -> Set.of(API + ".Radiograph", API + ".BmdEstimator", API + ".BmdEstimator$Builder")
                            .contains(type.getName())));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(API);

    @Test
    void roomsUseNoOthersThanTheArrowsSay() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            room(type)
                    .ifPresent(room ->
                            found.computeIfAbsent(room, name -> new TreeSet<>()).addAll(roomsUsedBy(type, room)));
        }

        assertThat(found.keySet()).isEqualTo(ARROWS.keySet());
        found.forEach((room, used) -> assertThat(used).as(room).isSubsetOf(ARROWS.get(room)));
    }

    @Test
    void theApiEntersTheRoomsByItsDoorsOnly() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            Set<String> used = roomsUsedBy(type, "");
            if (room(type).isEmpty() && !used.isEmpty()) {
                String top = type.getName().substring(API.length() + 1).replaceFirst("\\$.*", "");
                found.computeIfAbsent(top, name -> new TreeSet<>()).addAll(used);
            }
        }

        assertThat(found).isEqualTo(DOORS);
    }

    private static Optional<String> room(JavaClass type) {
        String place = type.getPackageName() + ".";
        return place.startsWith(ROOMS)
                ? Optional.of(type.getPackageName().substring(ROOMS.length()))
                : Optional.empty();
    }

    private static Set<String> roomsUsedBy(JavaClass type, String own) {
        Set<String> rooms = new TreeSet<>();
        type.getDirectDependenciesFromSelf()
                .forEach(dependency -> room(dependency.getTargetClass()).ifPresent(rooms::add));
        rooms.remove(own);
        return rooms;
    }
}
