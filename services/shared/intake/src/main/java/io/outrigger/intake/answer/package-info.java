/** What a model's answer says to people: which version answered, its outputs, the labels of its scores. */
package io.outrigger.intake.answer;
