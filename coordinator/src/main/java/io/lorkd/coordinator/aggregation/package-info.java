/**
 * How a round's updates become the next backbone: a pure function of files, walked block by block, whose bits do not depend
 * on the order in which the updates came.
 */
package io.lorkd.coordinator.aggregation;
