/** The shapes and names of low-rank experts, and the card that says how a fused one is used. Plain Java. */
package io.lorkd.model.expert;
