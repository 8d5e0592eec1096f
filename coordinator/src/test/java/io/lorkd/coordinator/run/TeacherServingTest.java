package io.lorkd.coordinator.run;

import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.transfer.BlobPuller;
import io.lorkd.protocol.transfer.Sha256;
import io.lorkd.protocol.transfer.TransferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static io.lorkd.coordinator.run.TestFederation.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TeacherServingTest {
    private static final String TEACHER = "the teacher's tensors";

    @TempDir
    Path folder;

    private String digest;
    private TestFederation federation;
    private List<StubSite> sites;

    /** The store has the teacher, as it has once the plan is settled. */
    @BeforeEach
    void begin() throws Exception {
        Path file = Files.writeString(folder.resolve("teacher"), TEACHER);
        digest = Sha256.ofFile(file);
        Path blobs = Files.createDirectories(folder.resolve("state/blobs"));
        Files.copy(file, blobs.resolve(digest));
        federation = new TestFederation(
                Plans.with("rounds: {warmup: 0, decomposition: 6, sites: 2, keepRounds: 1}\n"
                        + "teacher: {script: {width: 8}, sha256: " + digest + "}"),
                folder);
        sites = federation.twoSites();
    }

    @AfterEach
    void close() {
        federation.close();
    }

    private Path pull(String site) throws Exception {
        return get(new BlobPuller(federation.vertx, site)
                .pull(Address.coordinatorName(), digest, -1, folder.resolve("pulled-" + site), bytes -> {}));
    }

    @Test
    void servesItToSitesThatAreEnrolledAndToNobodyElse() throws Exception {
        get(sites.get(0).enrol());

        assertThat(pull("a")).hasContent(TEACHER);
        assertThatThrownBy(() -> pull("stranger")).hasCauseInstanceOf(TransferException.class);
    }

    @Test
    void keepsItWhenTheFilesOfOldRoundsGo() throws Exception {
        for (StubSite site : sites) {
            get(site.enrol());
        }

        assertThat(federation.outcome().rounds()).isEqualTo(6);
        assertThat(folder.resolve("state/blobs").resolve(digest)).hasContent(TEACHER);
    }

    @Test
    void servesItAfterARestart() throws Exception {
        sites.get(1).work = (self, offer) -> {};
        for (StubSite site : sites) {
            get(site.enrol());
        }
        federation.awaitEvent(WorkEvent.UpdateStaged.class);
        federation.stop();

        federation.startAgain();

        assertThat(pull("a")).hasContent(TEACHER);
    }
}
