package io.lorkd.model;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The lines that this module holds: what it knows of the others, and what in it runs without a native library. */
@AnalyzeClasses(packages = "io.lorkd.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Everything but the packages that compute on arrays. */
    private static final String[] PLAIN_JAVA = {
        "io.lorkd.model",
        "io.lorkd.model.network..",
        "io.lorkd.model.tensor..",
        "io.lorkd.model.init..",
        "io.lorkd.model.rank..",
        "io.lorkd.model.cost..",
        "io.lorkd.model.schedule..",
        "io.lorkd.model.data..",
        "io.lorkd.model.volume..",
        "io.lorkd.model.window..",
        "io.lorkd.model.metric..",
        "io.lorkd.model.expert..",
        "io.lorkd.model.explain..",
        "io.lorkd.model.onnx..",
        "io.lorkd.model.teacher.."
    };

    private static final String[] ON_DJL = {
        "io.lorkd.model.array..", "io.lorkd.model.eks..", "io.lorkd.model.loss..", "io.lorkd.model.train.."
    };

    @ArchTest
    static final ArchRule knowsNoOtherModuleAndNoVertx = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.lorkd.protocol..", "io.lorkd.coordinator..", "io.lorkd.site..");

    /** The coordinator runs these, and it runs without any native library. */
    @ArchTest
    static final ArchRule plainJavaNeedsNoDjl = noClasses()
            .that()
            .resideInAnyPackage(PLAIN_JAVA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..")
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage(ON_DJL);

    /** See {@link io.lorkd.model.array.Scalars}: gradients that depend on when garbage is collected are hard to find. */
    @ArchTest
    static final ArchRule recordedComputationsTakeNoJavaNumbers = noClasses()
            .that()
            .resideInAnyPackage("io.lorkd.model.eks..", "io.lorkd.model.loss..")
            .or()
            .haveSimpleNameStartingWith("Student")
            .or()
            .haveSimpleNameStartingWith("Interpret")
            .or()
            .haveSimpleNameStartingWith("ExpertBank")
            .should()
            .callMethod(NDArray.class, "mul", Number.class)
            .orShould()
            .callMethod(NDArray.class, "div", Number.class)
            .orShould()
            .callMethod(NDArray.class, "pow", Number.class);

    /** So that a new package is put on one side of the line or the other. */
    @ArchTest
    static final ArchRule everyPackageStandsOnOneSideOfTheLine =
            classes().should().resideInAnyPackage(PLAIN_JAVA).orShould().resideInAnyPackage(ON_DJL);

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.lorkd.model.(*)..").should().beFreeOfCycles();
}
