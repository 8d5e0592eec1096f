package io.lorkd.site.picture;

import io.lorkd.model.train.TrainingSession;

/** Samples that have been read, and wait for what the model makes of them. */
@FunctionalInterface
public interface Unpredicted {

    /**
     * Predicts them, and leaves the model as it is. On the session's thread.
     *
     * @param model which state of the model it is, for people to read
     */
    Pictures by(TrainingSession session, String model);
}
