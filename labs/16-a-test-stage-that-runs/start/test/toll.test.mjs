import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toll } from '../src/toll.mjs';

test('a ship pays 3 for each metre', () => assert.equal(toll(30), 90));
test('a boat pays no less than 20', () => assert.equal(toll(2), 20));
