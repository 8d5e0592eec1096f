package io.lorkd.coordinator.aggregation;

import java.util.List;
import java.util.Optional;

/**
 * FedAdam and FedYogi (Reddi et al., 2021, Adaptive Federated Optimization, algorithm 2), of the mean change D, which is the
 * gradient negated:
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * D
 * v = beta2 * v + (1 - beta2) * D^2                     (Adam)
 * v = v - (1 - beta2) * D^2 * sign(v - D^2)             (Yogi)
 * x = x + learningRate * m / (sqrt(v) + tau)
 * </pre>
 *
 * Without bias correction, as there. The first {@code m} is 0 and the first {@code v} is tau^2, the least that the paper
 * allows. What is kept of an element is {@code m} and {@code v}.
 *
 * @param tau how adaptive it is: the smaller, the more
 */
public record Adaptive(SecondMoment secondMoment, double beta1, double beta2, double tau, double learningRate)
        implements ServerOptimiser {

    /** What the square of a change does to the second moment. */
    public enum SecondMoment {
        ADAM {
            @Override
            double next(double v, double square, double beta2) {
                return beta2 * v + (1 - beta2) * square;
            }
        },
        YOGI {
            @Override
            double next(double v, double square, double beta2) {
                return v - (1 - beta2) * square * Math.signum(v - square);
            }
        };

        abstract double next(double v, double square, double beta2);
    }

    @Override
    public Optional<Memory> memory() {
        return Optional.of(new Memory("moments", 2, List.of(0.0, tau * tau)));
    }

    @Override
    public void step(double[] parameters, double[] gradients, double sign, double[] moments, int from, int to) {
        for (int i = from; i < to; i++) {
            int at = 2 * (i - from);
            double change = -sign * gradients[i];
            double m = beta1 * moments[at] + (1 - beta1) * change;
            double v = secondMoment.next(moments[at + 1], change * change, beta2);
            moments[at] = m;
            moments[at + 1] = v;
            parameters[i] += learningRate * m / (Math.sqrt(v) + tau);
        }
    }
}
