package io.lorkd.site.policy;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Rounds;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hospital's own rules for what its agent takes part in. Whoever runs the study has no say in them.
 *
 * @param plans names or digests of plans that are allowed; empty for any
 * @param regions that may be trained; empty for all that the site has
 * @param maxRounds the most rounds of a run, warm-up and decomposition together
 * @param minOtherSites how many sites beside this one a round must have at least
 * @param approve whether a person must accept each plan
 */
public record LocalPolicy(
        Set<String> plans, Set<String> regions, OptionalInt maxRounds, int minOtherSites, boolean approve) {

    /** Anything goes. */
    public static final LocalPolicy OPEN = new LocalPolicy(Set.of(), Set.of(), OptionalInt.empty(), 0, false);

    public LocalPolicy {
        plans = Set.copyOf(plans);
        regions = Set.copyOf(regions);
        if (minOtherSites < 0) {
            throw new InvalidConfigurationException(
                    "policy.minOtherSites: found " + minOtherSites + "; allowed is 0 or more");
        }
    }

    /** Whether there is nothing to look at before the site enrols. */
    public boolean isOpen() {
        return equals(OPEN);
    }

    /**
     * Checks what the site is set up to train.
     *
     * @throws InvalidConfigurationException if it is more than the policy allows
     */
    public void checkRegions(Set<String> trained) {
        Set<String> others = new TreeSet<>(trained);
        others.removeAll(regions);
        if (!regions.isEmpty() && !others.isEmpty()) {
            throw new InvalidConfigurationException("policy.regions: found " + others + " under regions; allowed are "
                    + new TreeSet<>(regions) + ". Take the region out of site.yaml, or allow it");
        }
    }

    /** What is against a plan, a sentence each; none if it is allowed. */
    public List<String> objections(Plan plan) {
        List<String> objections = new ArrayList<>();
        String digest = PlanDigest.of(plan);
        if (!plans.isEmpty() && !plans.contains(plan.name()) && !plans.contains(digest)) {
            objections.add("policy.plans: found the plan '" + plan.name() + "' with the digest " + digest
                    + "; allowed are " + new TreeSet<>(plans));
        }
        long rounds = (long) plan.rounds().warmup() + plan.rounds().decomposition();
        if (maxRounds.isPresent() && rounds > maxRounds.getAsInt()) {
            objections.add(
                    "policy.maxRounds: found a plan of " + rounds + " rounds; allowed are " + maxRounds.getAsInt());
        }
        int others = sitesOfARound(plan) - 1;
        if (others < minOtherSites) {
            objections.add("policy.minOtherSites: found a plan whose rounds may have " + others
                    + " other sites; asked for are " + minOtherSites + " at least");
        }
        return objections;
    }

    /**
     * The fewest sites that a round can count with by the plan. One that names no quorum waits for all; what it does without
     * are only sites whose work fails.
     */
    private static int sitesOfARound(Plan plan) {
        Rounds rounds = plan.rounds();
        if (plan.buffered().isPresent()) {
            return plan.buffered().get().size();
        }
        int taken = Math.min(rounds.participants().orElse(rounds.sites()), rounds.sites());
        if (plan.exchange() == Plan.Exchange.GRADIENTS) {
            return rounds.sites();
        }
        if (rounds.quorum().isPresent()) {
            return Math.min(taken, rounds.quorum().getAsInt());
        }
        return rounds.quorumShare().isPresent()
                ? (int) Math.ceil(rounds.quorumShare().getAsDouble() * taken - 1e-9)
                : taken;
    }

    /** The rules, a sentence each, for people to read. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        if (approve) {
            words.add("Each plan has to be accepted here before the agent takes part.");
        }
        if (!plans.isEmpty()) {
            words.add("Only these plans: " + String.join(", ", new TreeSet<>(plans)) + ".");
        }
        if (!regions.isEmpty()) {
            words.add("Only these regions: " + String.join(", ", new TreeSet<>(regions)) + ".");
        }
        maxRounds.ifPresent(most -> words.add("At most " + most + " rounds in a run."));
        if (minOtherSites > 0) {
            String sites = minOtherSites == 1 ? " other site" : " other sites";
            words.add("At least " + minOtherSites + sites + " in each round.");
        }
        return words;
    }
}
