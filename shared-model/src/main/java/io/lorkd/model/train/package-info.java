/**
 * Training and using the model on DJL: the interpreter of layer trees, experts, heads and optimisers, and the session that
 * a site drives them through. Everything else of this module runs without native libraries.
 */
package io.lorkd.model.train;
