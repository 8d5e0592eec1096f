package io.lorkd.site.policy;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.protocol.transfer.Sha256;

import java.nio.charset.StandardCharsets;

/** What a plan is known by, whatever its file looks like: every key of it, defaults too, counts. */
public final class PlanDigest {
    private PlanDigest() {}

    /** SHA-256 of the plan written out in full, as {@code lorkd plan} prints it. */
    public static String of(Plan plan) {
        return Sha256.hex(PlanReader.write(plan).getBytes(StandardCharsets.UTF_8));
    }
}
