package io.lorkd.faults;

import java.util.List;

/**
 * What a disturbed run is held to.
 *
 * @param lost contributions that were delivered and are in no committed round, or are missing from one
 * @param doubled contributions that are in more than one
 * @param roundsLost rounds that were not committed, or whose result the next round did not begin with
 * @param sameHash whether the last backbone has the undisturbed run's bits
 * @param complaints a sentence for each of these
 */
record Verdict(int lost, int doubled, int roundsLost, boolean sameHash, List<String> complaints) {
    Verdict {
        complaints = List.copyOf(complaints);
    }

    /** Of several runs together. */
    static Verdict of(List<Verdict> verdicts) {
        return new Verdict(
                verdicts.stream().mapToInt(Verdict::lost).sum(),
                verdicts.stream().mapToInt(Verdict::doubled).sum(),
                verdicts.stream().mapToInt(Verdict::roundsLost).sum(),
                verdicts.stream().allMatch(Verdict::sameHash),
                verdicts.stream().flatMap(each -> each.complaints().stream()).toList());
    }

    boolean isGood() {
        return lost == 0 && doubled == 0 && roundsLost == 0 && sameHash;
    }
}
