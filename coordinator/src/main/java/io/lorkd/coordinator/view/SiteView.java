package io.lorkd.coordinator.view;

import com.fasterxml.jackson.annotation.JsonValue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A site as it is shown.
 *
 * @param exclusion the order by which it was put out of the run; null where it takes part
 * @param doing what it is at in the open round: an {@link Activity} in a word, or {@code idle}
 * @param silentMs the time since it was heard of, as of the moment that this was written
 * @param leaseMs for how long yet it is waited for without an advance; null where it has nothing to do
 * @param step steps done of the work that it is at; 0 where it has none
 * @param steps steps to do; 0 where it has none, or they are not known yet
 * @param loss the last step's mean training loss; null where there is none
 * @param lastUpdate null where none of its updates has come in
 * @param refusals what of it was refused or failed, the newest first
 * @param certificateExpires when its certificate does; null where it came without one
 */
public record SiteView(
        String site,
        State state,
        Overview.Ordered exclusion,
        String doing,
        String device,
        List<Region> regions,
        long silentMs,
        Long leaseMs,
        long step,
        long steps,
        Double loss,
        LastUpdate lastUpdate,
        List<Refused> refusals,
        Instant certificateExpires) {
    public SiteView {
        regions = List.copyOf(regions);
        refusals = List.copyOf(refusals);
    }

    /** Whether it takes part. */
    public enum State {
        ALIVE,
        LOST,
        EXCLUDED;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param classes in label order */
    public record Region(String region, long samples, List<String> classes) {}

    /** @param round the round that counted it */
    public record LastUpdate(int round, Instant at, long bytes) {}

    /**
     * @param round null where it was of none
     * @param refusal a {@link io.lorkd.protocol.message.Refusal} by name, or {@code WORK_FAILED}
     */
    public record Refused(Integer round, Instant at, String refusal, String reason) {}
}
