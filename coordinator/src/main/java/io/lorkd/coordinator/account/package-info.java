/** People who may sign in to the coordinator: their names, what they may do, and their passwords' hashes. */
package io.lorkd.coordinator.account;
