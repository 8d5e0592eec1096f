package io.lorkd.site.train;

import io.lorkd.protocol.message.ToSite.RoundOffer;

import java.nio.file.Path;

/**
 * The work of one round.
 *
 * @param offer what is asked for
 * @param backbone the file to start from, which has the offer's digest
 * @param position samples taken from the site's stream before this round
 * @param update where the update is written
 * @param unit the empty folder where the unit's tensors are written
 * @param checkpoints the folder for checkpoints of this work, and of earlier attempts at it
 */
public record TrainingOrder(RoundOffer offer, Path backbone, long position, Path update, Path unit, Path checkpoints) {}
