package io.lorkd.protocol.plan;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.config.ConfigurationReader;

import java.util.List;
import java.util.regex.Pattern;

/** What must hold between the keys of a plan, beside the range of each. */
final class PlanRules {
    private static final int SMALL_STEM_LARGEST_IMAGE = 64;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private PlanRules() {}

    /** Checks the ranges of a section's keys. */
    static void section(String key, Record section) {
        try {
            ConfigurationReader.check(key, section);
        } catch (InvalidConfigurationException e) {
            throw new InvalidPlanException(e.getMessage());
        }
    }

    static void network(Plan.Network network) {
        require(
                !network.stem().equals("small") || network.imageSize() <= SMALL_STEM_LARGEST_IMAGE,
                "network.imageSize: found " + network.imageSize() + " with network.stem small; allowed is at most "
                        + SMALL_STEM_LARGEST_IMAGE + ", or network.stem standard");
    }

    static void experts(Experts experts, Rounds rounds) {
        require(
                experts.minRank() <= experts.maxRank(),
                "experts.minRank: found " + experts.minRank() + "; allowed is at most experts.maxRank, which is "
                        + experts.maxRank());
        if (experts.ranks() != Experts.Ranks.IMBALANCED) {
            return;
        }
        require(
                rounds.warmup() >= 1,
                "experts.ranks: found imbalanced with rounds.warmup 0; Eq. 2 needs the loss reduction of a warm-up:"
                        + " allowed is rounds.warmup of at least 1, or experts.ranks balanced");
        require(
                experts.minRank() <= experts.rank() && experts.rank() <= experts.maxRank(),
                "experts.rank: found " + experts.rank() + " with experts.ranks imbalanced; allowed is from"
                        + " experts.minRank, which is " + experts.minRank() + ", to experts.maxRank, which is "
                        + experts.maxRank());
        even("experts.minRank", experts.minRank());
        even("experts.maxRank", experts.maxRank());
    }

    /** Eq. 2 rounds to even ranks; an odd bound would bring odd ones back. */
    private static void even(String key, int rank) {
        require(
                rank % 2 == 0,
                key + ": found " + rank
                        + " with experts.ranks imbalanced; allowed is an even number, as the ranks are");
    }

    static void rounds(Rounds rounds, Plan.Exchange exchange) {
        require(
                rounds.total() >= 1,
                "rounds.decomposition: found 0 with rounds.warmup 0; allowed is at least one round in all");
        require(
                rounds.quorum().isEmpty() || rounds.quorumShare().isEmpty(),
                "rounds.quorumShare: found beside rounds.quorum; allowed is one of them, or none, which means all");
        int largest = rounds.participants().orElse(rounds.sites());
        rounds.participants()
                .ifPresent(participants -> require(
                        participants <= rounds.sites(),
                        "rounds.participants: found " + participants + "; allowed is at most rounds.sites, which is "
                                + rounds.sites()));
        rounds.quorum()
                .ifPresent(quorum -> require(
                        quorum <= largest,
                        "rounds.quorum: found " + quorum + "; allowed is at most "
                                + (rounds.participants().isPresent() ? "rounds.participants" : "rounds.sites")
                                + ", which is " + largest));
        require(
                rounds.overSelection() == 0 || rounds.participants().isPresent(),
                "rounds.overSelection: found " + rounds.overSelection()
                        + " without rounds.participants, where every site takes part already; allowed is 0");
        if (exchange == Plan.Exchange.GRADIENTS) {
            everyShare(rounds);
        }
    }

    /** A sum that lacks a share is no gradient of the union batch. */
    private static void everyShare(Rounds rounds) {
        String why = " with exchange gradients, where all sites take part; allowed is ";
        rounds.quorum()
                .ifPresent(quorum -> require(
                        quorum == rounds.sites(),
                        "rounds.quorum: found " + quorum + why + rounds.sites() + " or none"));
        rounds.quorumShare()
                .ifPresent(share -> require(share == 1, "rounds.quorumShare: found " + share + why + "1 or none"));
        rounds.participants()
                .ifPresent(participants -> require(
                        participants == rounds.sites(),
                        "rounds.participants: found " + participants + why + rounds.sites() + " or none"));
    }

    static void aggregation(Plan.Aggregation aggregation, Plan.Server server, Plan.Exchange exchange) {
        if (exchange != Plan.Exchange.GRADIENTS) {
            return;
        }
        require(
                aggregation.rule() == Plan.Aggregation.Rule.MEAN,
                "aggregation.rule: found " + ConfigurationReader.word(aggregation.rule())
                        + " with exchange gradients, whose shares are summed; allowed is mean");
        require(
                server.optimiser() == Plan.Server.Optimiser.PLAIN
                        || server.optimiser() == Plan.Server.Optimiser.MOMENTUM,
                "server.optimiser: found " + ConfigurationReader.word(server.optimiser())
                        + " with exchange gradients; allowed are plain and momentum");
    }

    static void buffered(Buffered buffered, Rounds rounds, Plan.Exchange exchange) {
        require(
                exchange == Plan.Exchange.DELTAS,
                "exchange: found gradients with a buffered section, where nobody waits for a union batch; allowed is"
                        + " deltas");
        require(
                rounds.participants().isEmpty()
                        && rounds.quorum().isEmpty()
                        && rounds.quorumShare().isEmpty(),
                "rounds: found a quorum or participants beside a buffered section; allowed is buffered.size alone, which"
                        + " says how many updates make a round");
        // A site has at most one update in the buffer.
        require(
                buffered.size() <= rounds.sites(),
                "buffered.size: found " + buffered.size() + "; allowed is at most rounds.sites, which is "
                        + rounds.sites());
    }

    static void segmentation(Segmentation segmentation) {
        three("segmentation.patch", segmentation.patch());
        segmentation.spacing().ifPresent(spacing -> three("segmentation.spacing", spacing));
        require(
                segmentation.prompts().isEmpty() || segmentation.head() == Segmentation.Head.QUERY,
                "segmentation.prompts: found with segmentation.head convolution, which has no use for them; allowed is"
                        + " none, or segmentation.head query");
    }

    static void teacher(Teacher teacher) {
        require(
                teacher.architecture().isPresent() != teacher.script().isPresent(),
                "teacher.architecture: found "
                        + (teacher.script().isPresent() ? "beside" : "neither it nor")
                        + " teacher.script; allowed is one of them: architecture for a network of the catalogue, whose"
                        + " tensors are in a safetensors file, script for a TorchScript file");
        require(
                teacher.file().isPresent() || teacher.sha256().isPresent(),
                "teacher.file: found neither it nor teacher.sha256; allowed is one of them at least");
        teacher.sha256()
                .ifPresent(digest -> require(
                        DIGEST.matcher(digest).matches(),
                        "teacher.sha256: found '" + digest + "'; allowed are 64 hexadecimal digits in lower case"));
        three("teacher.mean", teacher.mean(), "red, green, blue");
        three("teacher.deviation", teacher.deviation(), "red, green, blue");
    }

    private static void three(String key, List<?> values) {
        three(key, values, "right-left, back-front, down-up");
    }

    private static void three(String key, List<?> values, String which) {
        require(values.size() == 3, key + ": found " + values + "; allowed is a list of three numbers: " + which);
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new InvalidPlanException(problem);
        }
    }
}
