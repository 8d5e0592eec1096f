package io.lorkd.site;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.lorkd.site", importOptions = ImportOption.DoNotIncludeTests.class)
class LayeringTest {
    @ArchTest
    static final ArchRule MEETS_THE_COORDINATOR_ONLY_THROUGH_THE_PROTOCOL = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lorkd.coordinator..", "io.lorkd.launcher..", "io.lorkd.simulation..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.lorkd.site.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_THE_MODEL_KNOWS_THE_ENGINE =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("ai.djl..");

    /** What it shows is for the hospital alone: nothing of it can be asked for by a message. */
    @ArchTest
    static final ArchRule THE_CONSOLE_IS_ON_NO_LINK = noClasses()
            .that()
            .resideInAnyPackage("io.lorkd.site.console..", "io.lorkd.site.picture..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lorkd.protocol.link..", "io.lorkd.protocol.transfer..", "io.vertx.core.eventbus..");

    /** They are handed from the trainer to the console: whatever speaks to the coordinator cannot even name them. */
    @ArchTest
    static final ArchRule PICTURES_ARE_KNOWN_TO_TRAINER_AND_CONSOLE_ONLY = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.lorkd.site.picture..",
                    "io.lorkd.site.train..",
                    "io.lorkd.site.console..",
                    "io.lorkd.site.command")
            .and()
            .doNotHaveSimpleName("SiteSettings")
            .and()
            .doNotHaveSimpleName("SiteAgent")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lorkd.site.picture..");

    @ArchTest
    static final ArchRule THE_GUARD_KNOWS_NO_TRAINER = noClasses()
            .that()
            .resideInAPackage("io.lorkd.site.egress")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lorkd.site.train");
}
