package io.lorkd.faults;

import io.lorkd.protocol.command.Await;

import java.time.Duration;
import java.util.Optional;

/** Brings a fault about, and heals it. */
final class Strike {
    private final LoopbackFederation federation;

    Strike(LoopbackFederation federation) {
        this.federation = federation;
    }

    /** Returns what ends the fault, where it has to be ended. */
    Optional<Runnable> strike(Fault fault) {
        Member coordinator = federation.coordinator();
        Member site = federation.sites().get(fault.site());
        FaultProxy line = federation.line(fault.site());
        Optional<Runnable> heal = Optional.empty();
        switch (fault.kind()) {
            case KILL_COORDINATOR -> coordinator.kill();
            case KILL_SITE -> site.kill();
            case KILL_COORDINATOR_AND_SITE -> {
                coordinator.kill();
                site.kill();
            }
            case KILL_ALL -> federation.members().forEach(Member::kill);
            case TERMINATE_COORDINATOR -> coordinator.terminate();
            case TERMINATE_SITE -> site.terminate();
            case FREEZE_COORDINATOR -> heal = freeze(coordinator);
            case FREEZE_SITE -> heal = freeze(site);
            case CUT -> {
                Await.result(line.refuse());
                heal = healing(line);
            }
            case HALF_OPEN -> Await.result(line.halfOpen());
            case DELAY -> {
                Await.result(line.delay(Duration.ofMillis(fault.amount())));
                heal = healing(line);
            }
            case THROTTLE -> {
                Await.result(line.throttle(fault.amount()));
                heal = healing(line);
            }
            case CORRUPT -> Await.result(line.corrupt());
            case FULL_DISK_COORDINATOR -> heal = fill(coordinator);
            case FULL_DISK_SITE -> heal = fill(site);
            case CLOCK_JUMP -> federation.shiftClock(Duration.ofSeconds(fault.amount()));
        }
        return heal;
    }

    private static Optional<Runnable> freeze(Member member) {
        member.freeze();
        return Optional.of(member::thaw);
    }

    private static Optional<Runnable> fill(Member member) {
        member.fillDisk();
        return Optional.of(member::freeDisk);
    }

    private static Optional<Runnable> healing(FaultProxy line) {
        return Optional.of(() -> Await.result(line.heal()));
    }
}
