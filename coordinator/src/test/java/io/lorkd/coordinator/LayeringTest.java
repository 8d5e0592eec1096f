package io.lorkd.coordinator;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.time.Clock;
import java.time.Instant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.lorkd.coordinator", importOptions = DoNotIncludeTests.class)
class LayeringTest {

    @ArchTest
    static final ArchRule knowsNoSiteAndNoEngine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lorkd.site..", "io.lorkd.simulation..", "io.lorkd.launcher..", "ai.djl..")
            .because("the process that faces the network runs without native libraries");

    @ArchTest
    static final ArchRule takesOnlyThePlainPackagesOfTheModel = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lorkd.model.eks..", "io.lorkd.model.loss..", "io.lorkd.model.train..")
            .because("those need an engine");

    @ArchTest
    static final ArchRule aggregationKnowsFilesOnly = classes()
            .that()
            .resideInAPackage("io.lorkd.coordinator.aggregation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.lorkd.coordinator.aggregation..", "io.lorkd.model.tensor..", "java..")
            .because("a round can then be recomputed from its files alone");

    @ArchTest
    static final ArchRule nothingIsDecidedByTheTimeOfDay = noClasses()
            .that()
            .resideInAnyPackage("..aggregation..", "..intake..", "..journal..", "..registry..", "..run..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .because(
                    "clocks are set: what is decided is decided by time that only goes on, and rows are dated by a Clock");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.lorkd.coordinator.(*)..").should().beFreeOfCycles();
}
