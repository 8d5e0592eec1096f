/** Learning rates over the course of a run. Plain Java. */
package io.lorkd.model.schedule;
