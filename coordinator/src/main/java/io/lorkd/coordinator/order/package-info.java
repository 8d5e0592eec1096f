/** What people may order a coordinator to do; who may give which order is for those who let them in to say. */
package io.lorkd.coordinator.order;
