package io.lorkd.site;

import io.lorkd.site.train.Trainer;
import io.vertx.core.Context;

/** Makes the trainer of one run. */
@FunctionalInterface
interface TrainerFactory {
    /**
     * @param context where the trainer's futures complete
     */
    Trainer create(SiteSettings settings, Context context);
}
