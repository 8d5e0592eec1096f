package io.lorkd.site.central;

import io.lorkd.model.train.TrainingSession;
import io.lorkd.site.train.SiteData;

import java.util.List;

/** The data of all regions under one head. */
interface UnifiedData {

    /** What is trained on; its regions' heads side by side are the unified head. */
    SiteData data();

    /** {@code region/class}, in the order of the unified head. */
    List<String> classes();

    List<Foundation.Score> test(TrainingSession session);
}
