package io.lorkd.site;

import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator.AskPlan;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.policy.Approvals;
import io.lorkd.site.policy.LocalPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Looks at a plan before the site enrols for it: by the hospital's policy, and by a person's leave where the policy asks for
 * it. Until then the coordinator has no site in this one.
 */
final class PolicyGate {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyGate.class);

    /** How often the coordinator's plan and the hospital's leave are looked at while one waits for the other. */
    private static final long PAUSE_MILLIS = 2000;

    private final Vertx vertx;
    private final String site;
    private final LocalPolicy policy;
    private final Approvals approvals;
    private final Courier courier;
    private final Listener listener;

    /** Hears whether a plan waits for a person. */
    interface Listener {
        void waiting(boolean waits);
    }

    PolicyGate(Vertx vertx, String site, LocalPolicy policy, Approvals approvals, Courier courier, Listener listener) {
        this.vertx = vertx;
        this.site = site;
        this.policy = policy;
        this.approvals = approvals;
        this.courier = courier;
        this.listener = listener;
    }

    /**
     * Completes once the site may enrol, or with the coordinator's refusal to say what for. Fails with {@link
     * InvalidConfigurationException} where the policy is against it, and with {@link CancellationException} once it is not
     * wanted any more.
     */
    Future<Optional<Answer.Refused>> pass(BooleanSupplier wanted) {
        Promise<Optional<Answer.Refused>> passed = Promise.promise();
        if (policy.isOpen()) {
            passed.complete(Optional.empty());
        } else {
            ask(wanted, false, passed);
        }
        return passed.future();
    }

    private void ask(BooleanSupplier wanted, boolean waited, Promise<Optional<Answer.Refused>> passed) {
        courier.deliver(new AskPlan(site), wanted, Future::succeededFuture)
                .onFailure(passed::fail)
                .onSuccess(answer -> {
                    if (answer instanceof Answer.PlanShown shown) {
                        look(shown, wanted, waited, passed);
                    } else if (answer instanceof Answer.Refused refused) {
                        passed.complete(Optional.of(refused));
                    } else {
                        passed.fail("the coordinator answered a question for its plan with " + answer);
                    }
                });
    }

    private void look(
            Answer.PlanShown shown, BooleanSupplier wanted, boolean waited, Promise<Optional<Answer.Refused>> passed) {
        allows(shown.run(), shown.plan()).onFailure(passed::fail).onSuccess(allowed -> {
            if (allowed) {
                if (waited) {
                    listener.waiting(false);
                }
                passed.complete(Optional.empty());
                return;
            }
            if (!waited) {
                LOG.info(
                        "site {}: the plan '{}' of run {} waits to be accepted here: on the console, or by lorkd site"
                                + " approve",
                        site,
                        shown.plan().name(),
                        shown.run());
                listener.waiting(true);
            }
            vertx.setTimer(PAUSE_MILLIS, timer -> ask(wanted, true, passed));
        });
    }

    /**
     * Whether the site may take part in a plan now. A plan that a person has to accept is written down for one.
     *
     * <p>Fails with {@link InvalidConfigurationException} where the policy is against it.
     */
    Future<Boolean> allows(String run, Plan plan) {
        if (policy.isOpen()) {
            return Future.succeededFuture(true);
        }
        var objections = policy.objections(plan);
        if (!objections.isEmpty()) {
            return Future.failedFuture(new InvalidConfigurationException("this site's policy does not allow the plan '"
                    + plan.name() + "' of run " + run + ": " + String.join("; ", objections)));
        }
        if (!policy.approve()) {
            return Future.succeededFuture(true);
        }
        return vertx.executeBlocking(() -> {
            boolean accepted = approvals.isAccepted(plan);
            if (accepted) {
                approvals.settle();
            } else {
                approvals.ask(run, plan);
            }
            return accepted;
        });
    }
}
