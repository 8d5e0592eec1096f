package io.lorkd.launcher;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.policy.Approvals;
import io.lorkd.site.policy.PlanDigest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code lorkd site approve}, as a person calls it. */
class SiteApproveTest {
    private static final Plan PLAN = PlanReader.parse("{name: thorax 2026, seed: 7}", "a test's plan");
    private static final Plan CHANGED = PlanReader.parse("{name: thorax 2026, seed: 8}", "a test's plan");
    private static final String DIGEST = PlanDigest.of(PLAN);

    @TempDir
    Path folder;

    private Path state;
    private Path config;
    private Approvals approvals;

    @BeforeEach
    void write() throws IOException {
        state = Files.createDirectory(folder.resolve("state"));
        Files.writeString(state.resolve("instance"), "instance-1");
        config = Files.writeString(folder.resolve("site.yaml"), """
                site: hospital-a
                state: state
                regions: [{name: chest, phantom: phantom-chest}]
                link: {cluster: {members: ["127.0.0.1:5701"]}}
                """);
        approvals = new Approvals(state, Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC));
    }

    private Called approve(String... more) {
        List<String> arguments = new ArrayList<>(List.of("site", "approve", "--config", config.toString()));
        arguments.addAll(List.of(more));
        return Called.lorkd(arguments.toArray(String[]::new));
    }

    @Test
    void saysThatNoPlanWaits() {
        assertThat(approve()).isEqualTo(new Called(0, "No plan waits to be accepted." + System.lineSeparator(), ""));
    }

    @Test
    void showsThePlanThatWaitsAndHowToAcceptIt() throws IOException {
        approvals.ask("run-1", PLAN);

        Called shown = approve();

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains(
                        "The plan 'thorax 2026' of run run-1 waits since 2026-03-01T12:00:00Z.",
                        DIGEST,
                        "seed: 7",
                        "lorkd site approve --config " + config + " --plan " + DIGEST.substring(0, 16) + " --by");
        assertThat(approvals.isAccepted(PLAN)).as("it was looked at only").isFalse();
    }

    @Test
    void acceptsThePlanThatWasLookedAt() throws IOException {
        approvals.ask("run-1", PLAN);

        Called accepted = approve("--plan", DIGEST.substring(0, 8), "--by", "Dr Who");

        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(accepted.out()).startsWith("Accepted.");
        assertThat(approvals.isAccepted(PLAN)).isTrue();
        assertThat(Files.readString(state.resolve("approvals").resolve(DIGEST + ".json")))
                .contains("Dr Who");
    }

    @Test
    void refusesToAcceptAnythingElse() throws IOException {
        assertRefused(approve("--plan", DIGEST, "--by", "me"), "no plan waits to be accepted here");
        approvals.ask("run-2", CHANGED);
        assertRefused(approve("--plan", DIGEST, "--by", "me"), "look at it again: it may have been changed");
        assertRefused(approve("--plan", PlanDigest.of(CHANGED).substring(0, 7), "--by", "me"), "found the digest");
        assertRefused(approve("--plan", PlanDigest.of(CHANGED), "--by", " "), "by: found no name");
        assertRefused(approve("--plan", PlanDigest.of(CHANGED)), "--by=NAME");
        assertRefused(approve("--by", "me"), "--plan=DIGEST");

        assertThat(approvals.isAccepted(PLAN)).isFalse();
        assertThat(approvals.isAccepted(CHANGED)).isFalse();
    }

    @Test
    void refusesAFolderThatNoAgentHasUsed() throws IOException {
        Files.delete(state.resolve("instance"));

        assertRefused(approve(), "which no site has used yet; start the agent first");
    }

    @Test
    void refusesAConfigurationThatCannotBeUsed() throws IOException {
        Files.writeString(config, "site: hospital-a\n");

        assertRefused(approve(), config.toString());
        assertRefused(Called.lorkd("site", "approve"), "--config=FILE");
    }

    @Test
    void saysWhatCouldNotBeWritten() throws IOException {
        approvals.ask("run-1", PLAN);
        // A folder is in the file's place, as a full disk or another user's folder would be in its way.
        Files.createDirectory(state.resolve("approvals").resolve(DIGEST + ".json"));

        Called failed = approve("--plan", DIGEST, "--by", "me");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains(DIGEST).doesNotContain("\tat ");
        assertThat(approvals.isAccepted(PLAN)).isFalse();
    }

    private static void assertRefused(Called called, String sentence) {
        assertThat(called.exitCode()).as(called.out()).isEqualTo(2);
        assertThat(called.err()).contains(sentence).doesNotContain("\tat ");
    }
}
