package io.lorkd.e2e;

import io.lorkd.coordinator.event.WorkEvent;
import io.lorkd.coordinator.run.RunOutcome;
import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.SiteAgent;
import io.lorkd.site.SiteSettings;
import io.lorkd.site.egress.LedgerEntry;
import io.lorkd.site.egress.LedgerReading;
import io.lorkd.site.folder.StateFolder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records all that crosses the event bus in a run, and looks in it for what must stay at the sites. The same search finds
 * the backbone's updates, every block of them: it would find the others. Meanwhile somebody at each site looks at pictures of
 * its samples, which are asked for in the same process.
 */
class NothingLocalLeavesTest {
    private static final int IMAGE_SIZE = 12;
    private static final int LONGEST_REPORT = 4096;

    private static final Map<String, List<NoiseRegion>> SITES = new LinkedHashMap<>(Map.of(
            "north", List.of(new NoiseRegion("chest", 4, 40)),
            "south", List.of(new NoiseRegion("skin", 3, 34), new NoiseRegion("breast", 2, 36))));

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exchange: deltas\nnormalisation: {scope: local}",
                "exchange: gradients\nnormalisation: {statistics: frozen}"
            })
    void noByteOfExpertsHeadsImagesOrLabelsIsInWhatSitesSend(String variant) {
        Traces secrets = new Traces();
        Traces updates = new Traces();
        try (LocalFederation federation = new LocalFederation(temporary)) {
            Traffic traffic = Traffic.of(federation.vertx());
            Onlookers onlookers = new Onlookers();
            traffic.listen(sent -> {
                if (sent.fromSite() && sent.text().contains("\"UpdateReady\"")) {
                    SITES.keySet().forEach(site -> lookInto(federation.siteFolder(site), secrets, updates));
                    SITES.forEach((site, regions) -> regions.forEach(region -> onlookers.ask(site, region.name())));
                }
            });
            federation.coordinate(PlanReader.parse(plan(variant), "test plan"));
            SITES.forEach((site, regions) -> {
                SiteSettings settings =
                        federation.settings(site, federation.siteFolder(site), regions.toArray(NoiseRegion[]::new));
                onlookers.stand(site, settings.pictures());
                federation.join(LocalFederation.await(SiteAgent.start(federation.vertx(), settings)));
            });

            RunOutcome outcome = federation.run();

            assertThat(outcome.reason()).isEmpty();
            SITES.keySet().forEach(site -> lookIntoExperts(federation.siteFolder(site), secrets));
            SITES.values().forEach(regions -> regions.forEach(region -> addImages(region, secrets)));
            assertThat(onlookers.addSeen(secrets)).as("who saw pictures").isEqualTo(SITES.keySet());
            Traces known = new Traces();
            known.addTensors("backbone", outcome.backbone(), name -> true);
            secrets.remove(known);
            List<byte[]> fromSites = traffic.bytesFromSites();

            assertThat(secrets.size()).as("blocks looked for").isGreaterThan(10_000);
            assertThat(secrets.foundIn(fromSites)).as("what left the sites").isEmpty();
            assertThat(updates.foundIn(fromSites))
                    .as("what was allowed to leave")
                    .isEqualTo(Map.of("update", updates.size()));
            assertThat(updates.size()).isGreaterThan(10_000);
            SITES.values().forEach(regions -> regions.forEach(region -> assertNoLabels(region, fromSites)));

            long chunks = traffic.all().stream()
                    .filter(Traffic.Sent::fromSite)
                    .mapToLong(sent -> sent.chunk().length)
                    .sum();
            int stagedUpdates = federation.events(WorkEvent.UpdateStaged.class).size();
            assertThat(chunks)
                    .as("bytes in files from sites: the updates and not one more")
                    .isEqualTo(outcome.bytes().up())
                    .isEqualTo(federation.events(WorkEvent.UpdateStaged.class).stream()
                            .mapToLong(WorkEvent.UpdateStaged::bytes)
                            .sum());
            assertThat(stagedUpdates).isEqualTo(outcome.rounds() * SITES.size());
            assertTheLedgersSayTheSame(federation, outcome);
            assertThat(traffic.all()).filteredOn(Traffic.Sent::fromSite).allSatisfy(sent -> {
                assertThat(sent.text()).hasSizeLessThan(LONGEST_REPORT);
                assertThat(sent.address())
                        .isIn(
                                Address.coordinator(),
                                Address.blobs(Address.coordinatorName()),
                                Address.site("north"),
                                Address.site("south"),
                                Address.blobs("north"),
                                Address.blobs("south"));
            });
        }
    }

    private static void assertTheLedgersSayTheSame(LocalFederation federation, RunOutcome outcome) {
        Map<String, String> heads = new TreeMap<>();
        long bytes = 0;
        for (String site : SITES.keySet()) {
            LedgerReading ledger = ledger(federation.siteFolder(site));
            assertThat(ledger.flaw()).isEmpty();
            assertThat(ledger.entries())
                    .hasSize(outcome.rounds())
                    .allSatisfy(entry -> assertThat(entry.peer()).isEqualTo(Address.coordinatorName()));
            bytes += ledger.entries().stream().mapToLong(LedgerEntry::bytes).sum();
            heads.put(site, ledger.head());
        }
        assertThat(bytes).isEqualTo(outcome.bytes().up());
        assertThat(federation.ledgerHeads()).isEqualTo(heads);
    }

    private static LedgerReading ledger(Path siteFolder) {
        try {
            return LedgerReading.of(siteFolder.resolve(StateFolder.LEDGER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plan(String variant) {
        return """
                name: nothing-local-leaves
                network: {architecture: shufflenet-v2-x0.5, stem: small, imageSize: %d}
                experts: {rank: 2}
                training: {batchSize: 16, learningRate: 0.1}
                rounds: {warmup: 1, decomposition: 3, sites: 2, localSteps: 3}
                %s
                """.formatted(IMAGE_SIZE, variant);
    }

    /** What lies at a site when an update is announced: units that stay, and updates that go. */
    private static void lookInto(Path siteFolder, Traces secrets, Traces updates) {
        for (Path file : filesUnder(siteFolder.resolve("units"))) {
            if (file.toString().endsWith(".safetensors")) {
                secrets.addTensors("unit", file, name -> true);
            }
        }
        for (Path file : filesUnder(siteFolder.resolve("outbox"))) {
            try {
                updates.add("update", Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void lookIntoExperts(Path siteFolder, Traces secrets) {
        List<Path> files = filesUnder(siteFolder.resolve("experts")).stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .toList();
        assertThat(files).isNotEmpty();
        files.forEach(file -> secrets.addTensors("expert", file, name -> true));
    }

    private static List<Path> filesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void addImages(NoiseRegion region, Traces secrets) {
        region.rawTrainingImages(IMAGE_SIZE).forEach(image -> secrets.add(region.name() + ": raw image", image));
        ImageSource images = region.data(IMAGE_SIZE).training();
        float[] values = new float[3 * IMAGE_SIZE * IMAGE_SIZE];
        for (int i = 0; i < images.size(); i++) {
            images.read(i, values);
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            secrets.add(region.name() + ": normalised image", bytes.array());
        }
    }

    private static void assertNoLabels(NoiseRegion region, List<byte[]> haystacks) {
        RegionData data = region.data(IMAGE_SIZE);
        int[] labels = IntStream.range(0, data.training().size())
                .map(data.training()::label)
                .toArray();
        ByteBuffer bytes = ByteBuffer.allocate(labels.length);
        ByteBuffer ints = ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer longs = ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder text = new StringBuilder();
        for (int label : labels) {
            bytes.put((byte) label);
            ints.putInt(label);
            longs.putLong(label);
            text.append(label).append(',');
        }
        List<byte[]> encodings = List.of(
                bytes.array(), ints.array(), longs.array(), text.toString().getBytes(StandardCharsets.UTF_8));
        for (byte[] labelsEncoded : encodings) {
            assertThat(haystacks.stream().anyMatch(haystack -> contains(haystack, labelsEncoded)))
                    .as("labels of %s in what sites sent", region.name())
                    .isFalse();
        }
    }

    private static boolean contains(byte[] haystack, byte[] needle) {
        String where = new String(haystack, StandardCharsets.ISO_8859_1);
        return where.contains(new String(needle, StandardCharsets.ISO_8859_1));
    }
}
