package io.lorkd.site.egress;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.BackboneManifest;
import io.lorkd.model.tensor.ManifestViolationException;
import io.lorkd.model.tensor.NonFiniteException;
import io.lorkd.protocol.message.RoundMetric;
import io.lorkd.protocol.message.Scores;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.protocol.message.ToCoordinator.RegionResult;
import io.lorkd.protocol.transfer.Sha256;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides what may leave the site. An update must have the manifest's form byte for byte: then there is no room in it for
 * anything but the shared tensors. The reports beside it are numbers under names that are known beforehand. It trusts
 * nothing that the trainer says, and what it does not understand it refuses.
 *
 * <p>It sees form, not meaning: numbers that a malicious trainer hides in a shared tensor pass.
 */
public final class EgressGuard {
    /** The most numbers in the metrics of a report that are not of a region. */
    static final int MAX_METRICS = 16;

    private static final Pattern METRIC = Pattern.compile("[a-zA-Z]{1,32}");

    private final BackboneManifest manifest;
    private final Map<String, Set<String>> classes;
    private final Set<String> ofRegions;
    private final String tensors;

    /**
     * @param manifest what an update is made of
     * @param regions the site's own regions as it enrols with them: its reports may speak of them and of their classes
     */
    public EgressGuard(BackboneManifest manifest, Collection<Region> regions) {
        this.manifest = manifest;
        this.tensors = digestOf(manifest);
        this.classes = regions.stream()
                .collect(Collectors.toUnmodifiableMap(Region::name, region -> Set.copyOf(region.classes())));
        this.ofRegions = classes.keySet().stream()
                .flatMap(region -> Arrays.stream(RoundMetric.values()).map(metric -> metric.of(region)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** SHA-256 of what every update consists of: a line for each tensor, {@code name dtype shape}, in the file's order. */
    String tensors() {
        return tensors;
    }

    private static String digestOf(BackboneManifest manifest) {
        String list = manifest.tensors().stream()
                .map(tensor -> tensor.name() + " " + tensor.dtype() + " " + tensor.shape() + "\n")
                .collect(Collectors.joining());
        return Sha256.hex(list.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks an update's form: header, order, names, shapes and types as the manifest has them, and not one byte more.
     *
     * @throws EgressViolationException if it is not the manifest's
     */
    void checkForm(Path update) {
        try {
            manifest.check(update);
        } catch (InvalidInputException e) {
            throw new EgressViolationException("the update may not leave the site: " + e.getMessage(), e);
        }
    }

    /**
     * What is wrong with an update's values, in words: a NaN, an infinity, a running variance below zero. It gives nothing
     * away, so it may leave; the coordinator will refuse it, and the report says so beforehand.
     */
    Optional<String> unsoundValue(Path update) {
        try {
            manifest.checkFinite(update);
            return Optional.empty();
        } catch (NonFiniteException | ManifestViolationException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Checks the names in the reports beside an update.
     *
     * @throws EgressViolationException if they speak of anything but the site's regions and a few plainly named numbers
     */
    public void checkReport(Map<String, Double> losses, Map<String, Double> metrics) {
        checkRegions(losses.keySet());
        Set<String> others = new HashSet<>(metrics.keySet());
        others.removeAll(ofRegions);
        if (others.size() > MAX_METRICS) {
            throw new EgressViolationException("the report may not leave the site: beside those of its regions it has "
                    + others.size() + " metrics, and " + MAX_METRICS + " are allowed");
        }
        others.stream()
                .filter(name -> !METRIC.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw new EgressViolationException("the report may not leave the site: a metric's name has "
                            + name.length() + " characters or others than letters; allowed are 1 to 32 letters, or "
                            + "those of a round with one of the site's own regions");
                });
        metrics.forEach((name, value) -> {
            if (ofRegions.contains(name) && !(value >= 0 && value <= 1)) {
                throw new EgressViolationException("the report may not leave the site: " + name
                        + " is no share, and only a number from 0 to 1 is one");
            }
        });
    }

    /**
     * Checks that a report speaks of the site's own regions only.
     *
     * @throws EgressViolationException otherwise
     */
    public void checkRegions(Set<String> reported) {
        if (!classes.keySet().containsAll(reported)) {
            throw new EgressViolationException("the report may not leave the site: it speaks of regions other than the"
                    + " site's own, " + new TreeSet<>(classes.keySet()));
        }
    }

    /**
     * Checks what the last report says of the fused experts.
     *
     * @throws EgressViolationException if it speaks of anything but the site's regions and their classes
     */
    public void checkResults(List<RegionResult> results) {
        checkRegions(results.stream().map(RegionResult::region).collect(Collectors.toSet()));
        for (RegionResult result : results) {
            if (result.scores() instanceof Scores.Segmentation segmentation
                    && !classes.get(result.region())
                            .containsAll(segmentation.classes().keySet())) {
                throw new EgressViolationException("the report may not leave the site: it speaks of classes of "
                        + result.region() + " other than " + new TreeSet<>(classes.get(result.region())));
            }
        }
    }
}
