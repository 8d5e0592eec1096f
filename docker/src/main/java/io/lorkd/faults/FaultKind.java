package io.lorkd.faults;

import java.util.Locale;

/** What can befall a federation. */
enum FaultKind {
    /** {@code kill -9}. */
    KILL_COORDINATOR(Victim.COORDINATOR, false),
    KILL_SITE(Victim.SITE, false),
    KILL_COORDINATOR_AND_SITE(Victim.COORDINATOR_AND_SITE, false),
    KILL_ALL(Victim.ALL, false),
    /** SIGTERM, as when a machine is restarted for its updates. */
    TERMINATE_COORDINATOR(Victim.COORDINATOR, false),
    TERMINATE_SITE(Victim.SITE, false),
    /** SIGSTOP and later SIGCONT: a virtual machine that is moved, a laptop that sleeps. */
    FREEZE_COORDINATOR(Victim.COORDINATOR, true),
    FREEZE_SITE(Victim.SITE, true),
    /** Connections end; new ones are refused for a while. */
    CUT(Victim.LINE, true),
    /** Connections stay open, and nothing comes through any more. */
    HALF_OPEN(Victim.LINE, false),
    DELAY(Victim.LINE, true),
    THROTTLE(Victim.LINE, true),
    /** One bit is flipped in each direction. */
    CORRUPT(Victim.LINE, false),
    /** Writes fail for a while. */
    FULL_DISK_COORDINATOR(Victim.COORDINATOR, true),
    FULL_DISK_SITE(Victim.SITE, true),
    /** The wall clock is hours away from where it was, and stays there. */
    CLOCK_JUMP(Victim.ALL, false);

    /** Whom a fault strikes; the line is the one of a site. */
    enum Victim {
        COORDINATOR,
        SITE,
        COORDINATOR_AND_SITE,
        ALL,
        LINE
    }

    private final Victim victim;
    private final boolean lasts;

    FaultKind(Victim victim, boolean lasts) {
        this.victim = victim;
        this.lasts = lasts;
    }

    Victim victim() {
        return victim;
    }

    /** Whether it lasts for a while and is healed then; others are over at once, or end by what they strike. */
    boolean lasts() {
        return lasts;
    }

    /** As people read it: {@code kill coordinator}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
