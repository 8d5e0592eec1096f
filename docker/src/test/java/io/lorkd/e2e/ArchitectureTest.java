package io.lorkd.e2e;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The arrows between modules, seen from where all of them are on the class path. */
@AnalyzeClasses(packages = "io.lorkd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("protocol")
            .definedBy("io.lorkd.protocol..")
            .layer("shared-model")
            .definedBy("io.lorkd.model..")
            .layer("coordinator")
            .definedBy("io.lorkd.coordinator..")
            .layer("site-agent")
            .definedBy("io.lorkd.site..")
            .layer("docker")
            .definedBy("io.lorkd.launcher..", "io.lorkd.simulation..", "io.lorkd.bench..", "io.lorkd.faults..")
            .whereLayer("protocol")
            .mayOnlyBeAccessedByLayers("coordinator", "site-agent", "docker")
            .whereLayer("shared-model")
            .mayOnlyBeAccessedByLayers("coordinator", "site-agent", "docker")
            .whereLayer("coordinator")
            .mayOnlyBeAccessedByLayers("docker")
            .whereLayer("site-agent")
            .mayOnlyBeAccessedByLayers("docker")
            .whereLayer("docker")
            .mayNotBeAccessedByAnyLayer();

    /** So that a new package is put into one of the modules above. */
    @ArchTest
    static final ArchRule EVERY_CLASS_IS_IN_A_MODULE_THAT_IS_NAMED = classes()
            .should()
            .resideInAnyPackage(
                    "io.lorkd.protocol..",
                    "io.lorkd.model..",
                    "io.lorkd.coordinator..",
                    "io.lorkd.site..",
                    "io.lorkd.launcher..",
                    "io.lorkd.simulation..",
                    "io.lorkd.bench..",
                    "io.lorkd.faults..");

    @ArchTest
    static final ArchRule NO_PACKAGES_KNOW_EACH_OTHER_IN_A_CIRCLE =
            slices().matching("io.lorkd.(**)").should().beFreeOfCycles();

    /** The model has no link to anybody, and the protocol does not look into what it moves. */
    @ArchTest
    static final ArchRule ONLY_THE_MODEL_KNOWS_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackages("io.lorkd.model..", "io.lorkd.bench..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..");
}
