package io.lorkd.protocol;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "io.lorkd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule theProtocolKnowsNoOtherModuleAndNoEngine = noClasses()
            .that()
            .resideInAPackage("io.lorkd.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.lorkd.model..",
                    "io.lorkd.coordinator..",
                    "io.lorkd.site..",
                    "io.lorkd.simulation..",
                    "io.lorkd.launcher..",
                    "ai.djl..");

    @ArchTest
    static final ArchRule messagesPlansAndConfigurationsKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage("io.lorkd.protocol.message..", "io.lorkd.protocol.plan..", "io.lorkd.protocol.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.hazelcast..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.lorkd.protocol.(*)..").should().beFreeOfCycles();
}
