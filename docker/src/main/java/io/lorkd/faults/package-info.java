/**
 * Real coordinator and site processes that are killed, stopped, cut off and starved of disk by a schedule from a seed,
 * and held to the result of an undisturbed run.
 */
package io.lorkd.faults;
